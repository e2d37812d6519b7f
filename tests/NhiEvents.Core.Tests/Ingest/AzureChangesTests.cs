using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Tests.Events;

namespace NhiEvents.Core.Tests.Ingest;

/// <summary>What users change in Azure without a second factor: kept of non-human ones, without a trace of people.</summary>
public sealed class AzureChangesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static JsonObject OfAPerson
    {
        get
        {
            var row = ChangeShapes.Listed(2);
            (row["caller"], row["claims"]!["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"]) = ("sara.bothma@contoso.example", "sara.bothma@contoso.example");
            row["claims"]!["http://schemas.microsoft.com/identity/claims/objectidentifier"] = "99999999-0000-4000-8000-000000000009";
            (row["httpRequest"]!["clientIpAddress"], row["resourceId"]) = ("198.51.100.77", "/subscriptions/s/resourceGroups/rg-sara.bothma");
            return row;
        }
    }

    [Fact]
    public async Task A_service_account_is_kept_and_a_person_leaves_no_trace()
    {
        using var world = new IngestWorld(new IngestOptions { TenantId = OtherShapes.Tenant });
        await world.Snapshots.RefreshAsync(Ct);

        var counts = await world.ReadAsync(Rows(ChangeShapes.Listed(1), ChangeShapes.Listed(1), OfAPerson));

        Assert.Equal(new IngestCounts(3, 1, 1, 0, 0, 1), counts);
        var published = Assert.Single(world.PublishedEvents);
        Assert.Equal((EventTypes.ResourceChanged, "identities/aaaaaaaa-0000-4000-8000-000000000001"), (published.GetProperty("type").GetString(), published.GetProperty("subject").GetString()));
        var changed = published.GetProperty("data").Deserialize(NhiJson.Default.ResourceChanged)!;
        Assert.Equal([EvidenceKinds.CommandLineClient, EvidenceKinds.NamingPattern], changed.Evidence);
        Assert.All(["sara", "198.51.100", "99999999-0000"], secret => Assert.DoesNotContain(secret, published.GetRawText() + world.Ports.Everything(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Whom_the_snapshot_knows_is_kept_whatever_the_name()
    {
        using var world = new IngestWorld(new IngestOptions { TenantId = OtherShapes.Tenant });
        await world.Known.RememberAsync(new KnownIdentity(OtherShapes.Tenant, "99999999-0000-4000-8000-000000000009", [EvidenceKinds.Unattended]), Ct);
        await world.Snapshots.RefreshAsync(Ct);

        await world.ReadAsync(Rows(OfAPerson));

        var changed = Assert.Single(world.PublishedEvents).GetProperty("data").Deserialize(NhiJson.Default.ResourceChanged)!;
        Assert.Contains(EvidenceKinds.Known, changed.Evidence);
        Assert.Equal("sara.bothma@contoso.example", changed.UserPrincipalName);
    }

    [Fact]
    public async Task A_rule_sees_each_row_as_before_and_its_subject_is_the_resource()
    {
        using var world = new IngestWorld(new IngestOptions { TenantId = OtherShapes.Tenant }, row => [new RuleHit("r", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(row))[..16], null, "AzureActivity", null, null, "/subscriptions/s/x", new Dictionary<string, string>())]);
        await world.Snapshots.RefreshAsync(Ct);
        var accepted = ChangeShapes.Listed(1);
        accepted["status"] = new JsonObject { ["value"] = "Accepted" };

        await world.ReadAsync(Rows(ChangeShapes.Listed(1), accepted));

        var matches = world.PublishedEvents.Where(one => one.GetProperty("type").GetString() == EventTypes.RuleMatched).Select(one => one.GetProperty("data").Deserialize(NhiJson.Default.RuleMatched)!).ToList();
        Assert.Equal(2, matches.Count);
        Assert.All(matches, match => Assert.Equal((OtherShapes.Tenant, "/subscriptions/s/x"), (match.TenantId, match.SubjectId)));
    }

    private static byte[] Rows(params IEnumerable<JsonObject> rows) => Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row.ToJsonString() + "\n")));
}
