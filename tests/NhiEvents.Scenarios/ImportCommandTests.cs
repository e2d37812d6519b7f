using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary><c>nhi exceptions import</c> and <c>reconcile</c> as commands to a host that has a tenant.</summary>
public sealed partial class ImportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait("Set", "Full")]
    public async Task What_the_simulated_company_has_excluded_is_planned_and_adopted_by_another_person()
    {
        var port = $"{FreePorts.Next()}";
        using var demo = Nhi.Start(["demo", "--seconds", "1", "--keep", "--port", port, "--out", _folder["report"], "--state", _folder["state"]]);
        _ = demo.StandardError.ReadToEndAsync();
        try
        {
            var people = People().Match(await LineAsync(demo, "Commands with --state"));
            var (tenant, approver, requester) = (people.Groups[1].Value, people.Groups[2].Value, people.Groups[3].Value);

            Assert.Equal(0, (await SayAsync("reconcile", tenant, requester)).ExitCode);
            Assert.Equal(0, (await SayAsync("import", tenant, requester)).ExitCode);
            var plan = Plan().Match(await LineAsync(demo, "a plan, nothing is written."));
            var (id, ends, stands) = (plan.Groups[1].Value, int.Parse(plan.Groups[2].Value, CultureInfo.InvariantCulture), int.Parse(plan.Groups[3].Value, CultureInfo.InvariantCulture));
            Assert.InRange(ends + stands + int.Parse(plan.Groups[4].Value, CultureInfo.InvariantCulture), 1, 1000);

            Assert.Equal(0, (await SayAsync("import", tenant, requester, "--apply", id)).ExitCode);
            Assert.Contains("Only an approver", await LineAsync(demo, $"Import {id} "), StringComparison.Ordinal);
            Assert.Equal(0, (await SayAsync("import", tenant, approver, "--apply", id)).ExitCode);
            Assert.Contains($"{ends + stands} exclusion(s) are on record now.", await LineAsync(demo, $"Import {id} is applied"), StringComparison.Ordinal);
        }
        finally
        {
            demo.Kill();
            demo.WaitForExit();
        }
    }

    public void Dispose() => _folder.Dispose();

    private Task<Ran> SayAsync(string command, string tenant, string person, params string[] more) =>
        Nhi.RunAsync(["exceptions", command, .. more, "--tenant", tenant, "--as", person, "--state", _folder["state"]]);

    private static async Task<string> LineAsync(Process demo, string part)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await demo.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The demo ended and has not said '{part}'.");
    }

    [GeneratedRegex(@"The tenant is (\S+)\. .* approvers are ([^,\s]+).*, and (\S+) may ask")]
    private static partial Regex People();

    [GeneratedRegex(@"Import (\S+): a plan, nothing is written\. (\d+) would end, (\d+) would ask to stand, (\d+) are for a person")]
    private static partial Regex Plan();
}
