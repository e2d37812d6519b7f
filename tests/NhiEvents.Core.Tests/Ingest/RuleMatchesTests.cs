using System.Text;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Core.Tests.Ingest;

/// <summary>What Ingest says of rows that loaded rules match.</summary>
public sealed class RuleMatchesTests
{
    private const string Tenant = "0a0a0a0a-0000-4000-8000-000000000001";

    private static readonly SigmaRuleSet Rules = SigmaRuleSet.Of(SigmaRuleFile.Read("""
        title: From a foreign country
        name: foreign
        id: 11111111-0000-4000-8000-000000000001
        logsource: { product: azure, service: signinlogs }
        detection: { selection: { Location|contains: XX }, condition: selection }
        ---
        title: Often
        correlation: { type: event_count, rules: [ foreign ], group-by: [ Location ], timespan: 1h, condition: { gte: 2 } }
        ---
        title: Access elevated
        id: 11111111-0000-4000-8000-000000000002
        logsource: { product: azure, service: activitylogs }
        detection: { selection: { operationName: MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION }, condition: selection }
        """, "own.yml"));

    [Fact]
    public async Task A_rule_sees_fields_that_nothing_else_keeps_and_only_those_it_asks_for_go_on()
    {
        using var world = World();

        await world.ReadAsync(IngestWorld.Envelope([SignIn("svc-robot", "1", "ropc"), SignIn("svc-robot", "1", "ropc"), SignIn("svc-robot", "2", "ropc", "DE")]));

        var match = Assert.Single(Matches(world));
        Assert.Equal(("11111111-0000-4000-8000-000000000001", "signinlogs", "c4a1f0de-2b3c-4d5e-8f60-718293a4b5c6"), (match.RuleId, match.Log, match.SubjectId));
        Assert.Equal(["Location"], match.Fields.Keys);
        Assert.Contains("ropc", match.Evidence);
    }

    [Fact]
    public async Task A_persons_sign_in_leaves_no_match()
    {
        using var world = World();

        await world.ReadAsync(IngestWorld.Envelope([SignIn("sara.bothma", "1", "none")]));

        Assert.Empty(world.PublishedEvents);
    }

    [Fact]
    public async Task A_row_that_nothing_else_reads_is_matched_without_the_persons_name()
    {
        using var world = World();

        await world.ReadAsync(Encoding.UTF8.GetBytes($$"""
            {"time":"2026-03-02T05:00:00Z","category":"Administrative","operationName":"MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION","tenantId":"{{Tenant}}","resourceId":"/PROVIDERS/X","caller":"sara.bothma@contoso.example","level":"Information"}
            """));

        var match = Assert.Single(Matches(world));
        Assert.Equal(("activitylogs", "/providers/x", null), (match.Log, match.SubjectId, match.ActorId));
        Assert.DoesNotContain("bothma", world.PublishedEvents[0].ToString(), StringComparison.Ordinal);
    }

    private static IngestWorld World() => new(new IngestOptions { TenantId = Tenant }, new RowMatching(new SigmaEngine(Rules)).Match);

    private static IReadOnlyList<RuleMatched> Matches(IngestWorld world) =>
        [.. world.PublishedEvents.Where(one => one.GetProperty("type").GetString() == EventTypes.RuleMatched).Select(one => one.GetProperty("data").Deserialize(NhiJson.Default.RuleMatched)!)];

    private static byte[] SignIn(string name, string id, string protocol, string country = "XX") => Encoding.UTF8.GetBytes($$$"""
        {"time":"2026-03-02T09:15:00Z","category":"NonInteractiveUserSignInLogs","tenantId":"{{{Tenant}}}","properties":{"id":"00000000-0000-4000-9000-00000000000{{{id}}}","createdDateTime":"2026-03-02T09:15:00Z","userId":"c4a1f0de-2b3c-4d5e-8f60-718293a4b5c6","userPrincipalName":"{{{name}}}@contoso.example","status":{"errorCode":0},"location":{"countryOrRegion":"{{{country}}}"},"Location":"{{{country}}}","authenticationProtocol":"{{{protocol}}}"} }
        """);
}
