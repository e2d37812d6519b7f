using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Retention;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection.RuleFindings;

public sealed class RuleMatchTests : IDisposable
{
    private const string Single = "11111111-0000-4000-8000-000000000001";
    private const string Counted = "11111111-0000-4000-8000-000000000002";
    private const string Many = "11111111-0000-4000-8000-000000000003";
    private const string Quiet = "11111111-0000-4000-8000-000000000004";
    private const string Application = "22222222-0000-4000-8000-000000000001";
    private const string Actor = "33333333-0000-4000-8000-000000000001";

    private static readonly SigmaRuleSet Loaded = SigmaRuleSet.Of(SigmaRuleFile.Read($$"""
        title: Owner added
        id: {{Single}}
        logsource: { product: azure, service: auditlogs }
        detection: { selection: { operationName: Add owner }, condition: selection }
        level: high
        falsepositives: [ Handovers ]
        tags: [ attack.t1098 ]
        x-nhi: { remedy: [ Ask the owners. ] }
        ---
        title: Credential added
        name: added
        id: {{Counted}}
        logsource: { product: azure, service: auditlogs }
        detection: { selection: { operationName: Add key }, condition: selection }
        ---
        title: Many credentials
        id: {{Many}}
        correlation:
          type: event_count
          rules: [ added ]
          group-by: [ actor ]
          timespan: 1h
          condition: { gte: 3 }
        level: critical
        ---
        title: Just a mark
        id: {{Quiet}}
        logsource: { product: azure, service: auditlogs }
        detection: { selection: { operationName: Anything }, condition: selection }
        level: informational
        """, "test.yml"));

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start.AddDays(1));
    private readonly EmbeddedPorts _ports;

    public RuleMatchTests() => _ports = new EmbeddedPorts(_time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_match_becomes_a_finding_with_the_rules_id_and_words()
    {
        await DeliverAsync([Match(Single, 0), Match(Single, 1)]);

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal((Single, "owner-added", Severity.High, 2), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Equal((Application, "billing"), (finding.Identity.Id, finding.Identity.DisplayName));
        Assert.Equal((Start, Start.AddMinutes(1)), (finding.FirstSeen, finding.LastSeen));
        Assert.Equal(["Ask the owners."], finding.Remedies[0].Steps);
        Assert.Equal(["Handovers"], finding.Remedies[1].Steps);
        Assert.Equal(["MITRE ATT&CK T1098"], finding.Standards);
        Assert.Contains(Actor, finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivered_twice_counts_and_announces_once()
    {
        await DeliverAsync([Match(Single, 0)]);
        await DeliverAsync([Match(Single, 0), Match(Single, 0)]);

        Assert.Equal(1, Assert.Single(await FindingsAsync()).Count);
        Assert.Single(await _ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged));
    }

    [Fact]
    public async Task A_correlation_raises_its_own_finding_and_its_rules_none()
    {
        await DeliverAsync([Match(Counted, 0), Match(Counted, 20)]);
        Assert.Empty(await FindingsAsync());

        await DeliverAsync([Match(Counted, 40)]);

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal((Many, Severity.Critical, Actor, 3), (finding.FindingType, finding.Severity, finding.Identity.Id, finding.Count));
        Assert.Equal((Start, Start.AddMinutes(40)), (finding.FirstSeen, finding.LastSeen));
    }

    [Fact]
    public async Task What_marks_only_and_what_is_not_loaded_raises_nothing()
    {
        await DeliverAsync([Match(Quiet, 0), Match("99999999-0000-4000-8000-000000000009", 1)]);

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task What_a_trusted_actor_does_raises_nothing()
    {
        var trusting = new DetectionOptions { TrustedActors = [Actor.ToUpperInvariant()] };
        await DeliverAsync([Match(Single, 0), Match(Counted, 1), Match(Counted, 2), Match(Counted, 3)], trusting);

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task More_events_than_are_remembered_are_said_to_be_at_least_so_many()
    {
        await DeliverAsync([.. Enumerable.Range(0, 500).Select(minute => Match(Single, minute))]);

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal((200, true, Start, Start.AddMinutes(499)), (finding.Count, finding.CountIsLowerBound, finding.FirstSeen, finding.LastSeen));
        Assert.All(_ports.Rows().Where(row => row.Key.Contains("|rule|", StringComparison.Ordinal)), row => Assert.InRange(row.Body.Length, 1, 32_000));
    }

    /// <summary>As a system that runs, as a replay at once, in any order, in any batches, some twice.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_order_and_repetition_comes_to_what_the_history_comes_to(int seed)
    {
        var random = new Random(seed);
        List<RuleMatched> matches = [.. Enumerable.Range(0, 60).Select(number => Match(random.Next(2) == 0 ? Single : Counted, random.Next(110)) with { SubjectId = $"s{random.Next(3)}" }).DistinctBy(match => (match.RuleId, match.Key))];
        var history = new RuleHistory(Loaded, new DetectionOptions());
        history.Add(matches);
        var expected = await history.DecideAsync([], Ct);

        var deliveries = matches.Concat(matches.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(deliveries);
        foreach (var batch in deliveries.Chunk(7))
        {
            await DeliverAsync(batch);
        }

        Assert.Equal(Text(expected), Text(await FindingsAsync()));
        Assert.Contains(expected, finding => finding.FindingType == Many);
    }

    [Fact]
    public async Task A_finding_is_withdrawn_thirteen_months_after_its_last_event_and_opens_again_with_the_next_one()
    {
        var keep = new DetectionOptions().KeepFindings;
        await DeliverAsync([Match(Single, 0), Match(Single, 60), Match(Single, 30 * 24 * 60) with { SubjectId = "younger" }]);
        _time.AdvanceTo(Start + keep - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeForADayAsync());
        _time.AdvanceTo(Start + keep + TimeSpan.FromDays(3));

        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));

        Assert.Equal("younger", Assert.Single(await FindingsAsync()).Identity.Id);
        Assert.DoesNotContain(_ports.Rows(), row => row.Key.StartsWith(Application, StringComparison.Ordinal) && row.Body.Contains(Actor, StringComparison.Ordinal));
        var later = (int)(_time.GetUtcNow() - Start).TotalMinutes;
        await DeliverAsync([Match(Single, later)]);
        Assert.Equal((1, Start.AddMinutes(later)), (await FindingsAsync()).Where(finding => finding.Identity.Id == Application).Select(finding => (finding.Count, finding.FirstSeen)).Single());
        var announced = (await _ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Where(one => one.Finding.Identity.Id == Application).ToList();
        Assert.Equal([(0L, FindingState.Open), (1L, FindingState.Withdrawn), (2L, FindingState.Open)], announced.Select(one => (one.Revision - announced[0].Revision, one.Finding.State)));
        Assert.Empty(announced[1].Finding.Evidence.Events);
        Assert.Single(announced.Select(one => one.Finding.Id).Distinct());
    }

    [Fact]
    public async Task What_is_left_of_one_that_ended_is_forgotten_a_month_later_and_a_late_copy_of_its_events_finds_nothing()
    {
        await DeliverAsync([Match(Single, 0), Match(Single, 60)]);
        _time.AdvanceTo(Start + new DetectionOptions().KeepFindings + TimeSpan.FromDays(3));
        await PurgeForADayAsync();
        var ended = _ports.Rows();

        await DeliverAsync([Match(Single, 0), Match(Single, 60)]);
        Assert.Equal(ended, _ports.Rows());

        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));
        Assert.DoesNotContain(_ports.Rows(), row => row.Key.Contains("|rule|", StringComparison.Ordinal));
        await DeliverAsync([Match(Single, (int)(_time.GetUtcNow() - Start).TotalMinutes)]);
        var announced = await AnnouncedAsync();
        Assert.Equal(announced[^1].Revision, announced.Max(one => one.Revision));
        Assert.Equal(FindingState.Open, announced[^1].Finding.State);
    }

    [Fact]
    public async Task A_finding_is_withdrawn_with_its_rule_which_it_says_and_opens_again_with_it()
    {
        await DeliverAsync([Match(Single, 0), Match(Single, 60)]);
        var open = Assert.Single(await FindingsAsync());

        Assert.Equal((1, 0), (await PurgeForADayAsync(Without), await PurgeForADayAsync(Without)));
        var gone = (await AnnouncedAsync())[^1].Finding;
        Assert.Equal((FindingState.Withdrawn, open.Id, open.FindingType, open.Name, open.Severity, open.LastSeen), (gone.State, gone.Id, gone.FindingType, gone.Name, gone.Severity, gone.LastSeen));
        Assert.Contains("The rule 'Owner added' is not loaded any more", gone.Cause, StringComparison.Ordinal);

        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));
        Assert.Equal(JsonSerializer.Serialize(open), JsonSerializer.Serialize((await AnnouncedAsync())[^1].Finding));
        Assert.Equal([0L, 1L, 2L], (await AnnouncedAsync()).Select(one => one.Revision - _first));
    }

    [Fact]
    public async Task A_finding_of_a_rule_that_is_gone_ends_in_its_time_and_is_not_withdrawn_twice()
    {
        await DeliverAsync([Match(Single, 0)]);
        await PurgeForADayAsync(Without);
        _time.AdvanceTo(Start + new DetectionOptions().KeepFindings + TimeSpan.FromDays(1));

        Assert.Equal((1, 0), (await PurgeForADayAsync(Without), await PurgeForADayAsync(Without)));
        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal((1, 0), (await PurgeForADayAsync(Without), await PurgeForADayAsync(Without)));

        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await AnnouncedAsync()).Select(one => one.Finding.State));
        Assert.DoesNotContain(_ports.Rows(), row => row.Key.Contains("|rule|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_events_open_one_that_was_withdrawn_with_its_rule()
    {
        await DeliverAsync([Match(Single, 0)]);
        await PurgeForADayAsync(Without);

        await DeliverAsync([Match(Single, 120)]);

        Assert.Equal(0, await PurgeForADayAsync());
        Assert.Equal((FindingState.Open, 2), ((await AnnouncedAsync())[^1].Finding.State, (await AnnouncedAsync())[^1].Finding.Count));
    }

    public void Dispose() => _ports.Dispose();

    private static SigmaRuleSet Without { get; } = SigmaRuleSet.Of([]);

    private long _first;

    private async Task<IReadOnlyList<Contracts.Messages.FindingChanged>> AnnouncedAsync()
    {
        var announced = await _ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);
        _first = announced[0].Revision;
        return announced;
    }

    private async Task<int> PurgeForADayAsync(SigmaRuleSet? loaded = null)
    {
        var (ended, handler) = (0, new PurgeRuleFindingsHandler(new RuleFindingRepository(_ports.Faults, loaded ?? Loaded), new HourlyShare(_ports.Faults, new Outbox(_ports.Faults, _ports.Faults, _time), _time), Options.Create(new DetectionOptions()), _time, NullLogger<PurgeRuleFindingsHandler>.Instance));
        for (var hour = 0; hour < 24; hour++)
        {
            ended += await handler.HandleAsync(Ct);
            _time.Advance(TimeSpan.FromHours(1));
        }

        return ended;
    }

    private static IEnumerable<string> Text(IEnumerable<Finding> findings) => findings.Select(finding => JsonSerializer.Serialize(new FindingsDocument(1, [finding]), NhiJson.Default.FindingsDocument)).Order(StringComparer.Ordinal);

    private static RuleMatched Match(string rule, int minute) =>
        new("t", MessageIds.From(rule, minute.ToString(System.Globalization.CultureInfo.InvariantCulture))[..16], rule, Start.AddMinutes(minute), "auditlogs", Application, [EvidenceKinds.ServicePrincipal])
        {
            SubjectName = "billing",
            ActorId = Actor,
            Fields = new Dictionary<string, string> { ["actor"] = Actor },
        };

    private async Task DeliverAsync(IReadOnlyList<RuleMatched> matches, DetectionOptions? options = null)
    {
        var handler = new DetectRuleMatchesHandler(
            Loaded, _ports.Faults, new RuleFindingRepository(_ports.Faults, Loaded), new IdentityRepository(_ports.Faults), new Outbox(_ports.Faults, _ports.Faults, _time), Options.Create(options ?? new DetectionOptions()), _time, NullLogger<DetectRuleMatchesHandler>.Instance);
        Assert.Empty(await handler.HandleAsync(matches, Ct));
    }

    private async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        (await new FindingRepository(new IdentityRepository(_ports.Faults), rules: new RuleFindingRepository(_ports.Faults, Loaded)).ReadAllAsync(Ct)).Findings;
}
