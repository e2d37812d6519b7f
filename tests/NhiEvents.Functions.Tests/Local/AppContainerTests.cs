using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

public sealed class AppContainerTests
{
    public static TheoryData<string> AppNames => [.. Apps.All.Select(app => app.Name)];

    [Theory]
    [MemberData(nameof(AppNames))]
    public async Task Every_function_of_an_app_resolves_from_the_apps_own_container(string app)
    {
        await using var bench = await LocalBench.CreateAsync();
        var local = bench.Host.App(app);

        Assert.NotEmpty(local.Functions);
        foreach (var function in local.Functions.Where(function => !function.Method.IsStatic))
        {
            using var scope = local.Services.CreateScope();
            Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Class));
        }
    }

    [Fact]
    public async Task Every_wrong_setting_of_every_app_is_named_at_start()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Settlement:GiveUpAfter"] = "00:00:01",
            ["Detection:AnswerWithin"] = "-00:01:00",
        };

        var refusal = await Assert.ThrowsAsync<HostRefusalException>(() => LocalBench.CreateAsync(settings: settings));

        Assert.Contains("Detection: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("AnswerWithin", refusal.Message, StringComparison.Ordinal);
        Assert.All(Apps.All, app => Assert.Contains(app.Name + ": ", refusal.Message, StringComparison.Ordinal));
    }
}
