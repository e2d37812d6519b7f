using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI209: accounts for emergencies, named in the configuration.</summary>
public sealed class BreakGlassTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_success_is_critical_and_names_the_resource()
    {
        var finding = Assert.Single(await FindingsAsync(Row(0, 0), Row(7, 0)));

        Assert.Equal(("NHI209", "break-glass-used", Severity.Critical, 2), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains("signed in for 'Vault'", finding.Cause, StringComparison.Ordinal);
        Assert.Equal("192.0.2.10", finding.Evidence.Events[0].IpAddress);
    }

    [Fact]
    public async Task The_right_password_is_critical_even_when_something_else_stopped_it() =>
        Assert.Equal((Severity.Critical, 1), Assert.Single((await FindingsAsync(Row(0, 50076))).Select(finding => (finding.Severity, finding.Count))));

    [Fact]
    public async Task Wrong_passwords_are_low_and_one_finding()
    {
        var finding = Assert.Single(await FindingsAsync([.. Enumerable.Range(0, 40).Select(minute => Row(minute, 50126))]));

        Assert.Equal((Severity.Low, 40), (finding.Severity, finding.Count));
    }

    [Fact]
    public async Task An_account_that_is_not_named_is_none() => Assert.Empty(await FindingsAsync(Row(0, 0) with { IdentityId = "11111111-0000-4000-8000-000000000007" }));

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(params SignIn[] rows)
    {
        using var world = new DetectionWorld();
        var options = Options.Create(new DetectionOptions { BreakGlassIds = [SignIns.Account.ToUpperInvariant()] });
        var detect = new DetectSignInsHandler(world.Identities, world.Outbox, ErrorCodeTable.Shipped, options, world.Time, NullLogger<DetectSignInsHandler>.Instance);
        Assert.Empty(await detect.HandleAsync(rows, Ct));
        return await world.FindingsAsync();
    }

    private static SignIn Row(int minute, int code) => SignIns.User(minute, code) with { Evidence = [EvidenceKinds.Registered] };
}
