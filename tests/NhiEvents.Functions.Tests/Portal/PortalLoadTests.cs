using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Functions.Tests.Local;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>The API over HTTP with a large tenant behind it, while the lists change between the calls.</summary>
public sealed class PortalLoadTests(ITestOutputHelper output)
{
    private const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef";
    private const int Identities = 10_000;
    private const int Findings = 50_000;
    private const int Cases = 2_000;
    private const int Calls = 60;

    private static readonly string[] Paths =
    [
        "/api/now", "/api/feed", "/api/identities", "/api/identities?q=job-99&sort=name", "/api/identities?status=broken&limit=200", "/api/identities/identity-00042",
        "/api/findings", "/api/findings?q=svc-job-4&severity=high,critical", "/api/findings?sort=lastSeen&state=any&limit=200", "/api/findings/finding-00042", "/api/cases", "/api/cases?sort=end&needsPerson=true",
    ];

    private long _revision = 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Set", "Full")]
    public async Task A_large_tenant_is_answered_within_a_tenth_of_a_second()
    {
        var clock = new LateClock { Behind = TimeSpan.FromHours(1) };
        await using var portal = await PortalBench.StartOnTheClockAsync(clock, [.. PortalBench.Session(Token, PortalRole.Reader), new("Portal:CallsPerMinute", "100000")]);
        portal.Client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Token);
        var (identities, findings, cases) = (Service<IdentityList>(portal), Service<FindingList>(portal), Service<CaseList>(portal));
        for (var i = 0; i < Identities; i++)
        {
            await identities.RecordAsync(Identity(i), Ct);
        }

        for (var i = 0; i < Findings; i++)
        {
            await findings.RecordAsync(Finding(i, revision: 1), Ct);
        }

        for (var i = 0; i < Cases; i++)
        {
            await cases.RecordAsync(
                new ExemptionChanged("contoso", $"identity-{i:00000}", $"ex-{i:00000}", 1, ExemptionState.Active, LocalBench.Start.AddMinutes(i)) { End = LocalBench.Start.AddDays(1 + (i % 90)), NeedsPerson = i % 7 == 0, Text = "An exception." }, Ct);
        }

        clock.Behind = TimeSpan.Zero;
        var first = Stopwatch.StartNew();
        Assert.True((await portal.GetAsync("/api/now")).IsSuccessStatusCode);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first call, all lists read into memory: {first.ElapsedMilliseconds} ms"));

        var slow = new List<string>();
        foreach (var path in Paths)
        {
            // Another process may have had the machine: what was slow is measured once more.
            if (await MeasureAsync(portal, findings, path) > 100 && await MeasureAsync(portal, findings, path) is var p95 && p95 > 100)
            {
                slow.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: p95 {p95:0} ms"));
            }
        }

        Assert.Empty(slow);
    }

    /// <returns>The 95th percentile in milliseconds.</returns>
    private async Task<double> MeasureAsync(PortalBench portal, FindingList findings, string path)
    {
        var times = new List<double>();
        for (var call = 0; call < Calls; call++)
        {
            // One call in ten meets lists that have just changed.
            if (call % 10 == 0)
            {
                await findings.RecordAsync(Finding(call, ++_revision), Ct);
            }

            var watch = Stopwatch.StartNew();
            var answer = await portal.GetAsync(path);
            await answer.Content.ReadAsByteArrayAsync(Ct);
            times.Add(watch.Elapsed.TotalMilliseconds);
            Assert.True(answer.IsSuccessStatusCode, path);
        }

        times.Sort();
        var p95 = times[(int)(Calls * .95)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: median {times[Calls / 2]:0.0} ms, p95 {p95:0.0} ms, most {times[^1]:0.0} ms"));
        return p95;
    }

    /// <summary>What is there was written an hour ago: it is not new any more.</summary>
    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Behind { get; set; }

        public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() - Behind;
    }

    private static IdentityChanged Identity(int i) => new("contoso", 1, new IdentitySummary(
        new IdentityRef($"identity-{i:00000}", (IdentityKind)(i % 10), $"svc-job-{i}") { UserPrincipalName = $"svc-job-{i}@contoso.example" }, "contoso", $"team-{i % 200}",
        [EvidenceKinds.Ropc], LocalBench.Start.AddDays(-90), LocalBench.Start.AddMinutes(-i), i, i % 50, []))
    {
        LastSuccess = LocalBench.Start.AddHours(-1),
        Hours = [.. Enumerable.Range(0, 24).Select(hour => new SignInHour(LocalBench.Start.AddHours(hour - 24), 3, i % 3))],
    };

    private static FindingChanged Finding(int i, long revision) => new("contoso", revision, new Finding(
        $"finding-{i:00000}", "NHI10" + (1 + (i % 8)), "challenge-demanded", (Severity)(i % 4), new IdentityRef($"identity-{i % Identities:00000}", IdentityKind.ServiceAccount, $"svc-job-{i % Identities}"), $"team-{i % 200}",
        $"Service account 'svc-job-{i % Identities}' was asked for an interactive step that automation cannot perform, and no sign-in followed.", new Evidence([], [50076], [], [], [], [], []), [new Remedy("Mend it", ["Do"])], [],
        LocalBench.Start.AddHours(-30), LocalBench.Start.AddSeconds(-i), 5, i % 3 == 0 ? FindingState.Withdrawn : FindingState.Open));

    private static T Service<T>(PortalBench portal)
        where T : notnull => portal.App.Services.GetRequiredService<T>();
}
