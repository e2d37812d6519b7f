using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Tests.Events;

namespace NhiEvents.Core.Tests.Ingest;

/// <summary>What Ingest keeps of audits, risks, refusals and lockouts, and what it leaves of people.</summary>
public sealed class OtherEventsTests
{
    private const string Human = "99999999-0000-4000-8000-000000000009";

    private static readonly string[] Personal = ["sara", "bothma", "198.51.100", "Chrome", "Bonn"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_is_published_under_its_own_type()
    {
        using var world = new IngestWorld(new IngestOptions { TenantId = OtherShapes.Tenant });

        var counts = await ReadAsync(world, OtherShapes.ListedDenial(1), OtherShapes.DiagnosticAudit(2), RiskShapes.GraphUserRisk(), OtherShapes.Winlogbeat(1), OtherShapes.Winlogbeat(1));

        Assert.Equal(new IngestCounts(5, 4, 0, 0, 0, 1), counts);
        Assert.Equal(
            [EventTypes.AccountLockedOut, EventTypes.DirectoryChanged, EventTypes.ResourceDenied, EventTypes.RiskDetected],
            world.PublishedEvents.Select(one => one.GetProperty("type").GetString()).Order(StringComparer.Ordinal));
        Assert.All(world.PublishedEvents, one => Assert.Equal($"/tenants/{OtherShapes.Tenant}", one.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task Of_a_person_only_the_object_id_is_kept()
    {
        using var world = new IngestWorld();
        var denied = OtherShapes.ListedDenial(1);
        (denied["caller"], denied["claims"]!["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"]) = ("sara.bothma@contoso.example", "sara.bothma@contoso.example");
        denied["httpRequest"]!["clientIpAddress"] = "198.51.100.77";
        var invited = OtherShapes.GraphAudit(1);
        invited["id"] = "other";
        invited["targetResources"] = new JsonArray(
            new JsonObject
            {
                ["id"] = Human, ["type"] = "User", ["displayName"] = "Sara Bothma", ["userPrincipalName"] = "sara.bothma@contoso.example",
                ["modifiedProperties"] = new JsonArray(
                    Property("Mail", "sara.bothma@contoso.example"), Property("DisplayName", "Sara Bothma"), Property("AccountEnabled", "[true]"), Property("Group.ObjectID", "\"g1\"")),
            },
            new JsonObject { ["id"] = "g1", ["type"] = "Group", ["displayName"] = "Excluded from MFA", ["modifiedProperties"] = new JsonArray(Property("User.UPN", "sara.bothma@contoso.example"), Property("Note", "for sara.bothma@contoso.example, please")) },
            new JsonObject { ["id"] = "x", ["type"] = "Other", ["displayName"] = "Sara Bothma" });
        invited["additionalDetails"] = new JsonArray(
            new JsonObject { ["key"] = "ipaddr", ["value"] = "198.51.100.77" }, new JsonObject { ["key"] = "DisplayName", ["value"] = "Sara Bothma" }, new JsonObject { ["key"] = "AppId", ["value"] = "a1" });

        await ReadAsync(world, denied, OtherShapes.DiagnosticAudit(1), RiskShapes.GraphUserRisk(), invited);

        var published = string.Join('\n', world.PublishedEvents.Select(one => one.GetRawText()));
        Assert.Equal(4, world.PublishedEvents.Count);
        Assert.All(Personal, secret => Assert.DoesNotContain(secret, published, StringComparison.OrdinalIgnoreCase));
        Assert.All(Personal, secret => Assert.DoesNotContain(secret, world.Ports.Everything(), StringComparison.OrdinalIgnoreCase));
        Assert.Contains(Human, published, StringComparison.Ordinal);
        var change = Event(world, "other");
        Assert.Equal(["Mail", "DisplayName", "AccountEnabled", "Group.ObjectID"], change.Targets[0].Properties.Select(property => property.Name));
        Assert.Equal([null, null, "[true]", "\"g1\""], change.Targets[0].Properties.Select(property => property.NewValue));
        Assert.Equal(("Excluded from MFA", "for (address), please"), (change.Targets[1].DisplayName, change.Targets[1].Properties[1].NewValue));
        Assert.Equal(
            ["targets[0].displayName", "targets[0].Mail", "targets[0].DisplayName", "targets[1].User.UPN", "targets[2].displayName", "details.ipaddr", "details.DisplayName"], change.Withheld);
    }

    [Fact]
    public async Task Of_what_is_no_person_everything_is_kept()
    {
        using var world = new IngestWorld(new IngestOptions { RegisteredIds = [Human] });

        await ReadAsync(world, OtherShapes.DiagnosticAudit(1), OtherShapes.DiagnosticAudit(2), RiskShapes.GraphUserRisk());

        var published = string.Join('\n', world.PublishedEvents.Select(one => one.GetRawText()));
        Assert.All(["sara.bothma@contoso.example", "198.51.100.77", "Rotation", "Billing export", "registered"], kept => Assert.Contains(kept, published, StringComparison.Ordinal));
        Assert.Empty(world.PublishedEvents.Where(one => one.GetProperty("type").GetString() == EventTypes.DirectoryChanged).SelectMany(one => one.GetProperty("data").Deserialize(NhiJson.Default.DirectoryChanged)!.Withheld));
    }

    [Fact]
    public async Task A_lockout_belongs_to_the_known_identity_of_its_SID_else_of_its_name()
    {
        using var world = new IngestWorld(new IngestOptions { TenantId = "t" });
        await world.Known.RememberAsync(new KnownIdentity("t", "by-sid", [EvidenceKinds.Ropc]) { OnPremisesSid = "S-1-5-21-1-2-3-1104" }, Ct);
        await world.Known.RememberAsync(new KnownIdentity("t", "by-name", [EvidenceKinds.Ropc]) { AccountNames = ["SVC-deploy"] }, Ct);
        await world.Remember.HandleAsync(new IdentityClassified("t", "told", [EvidenceKinds.Ropc]) { UserPrincipalName = "backup7@contoso.example" }, Ct);
        await world.Snapshots.RefreshAsync(Ct);

        await ReadAsync(world, OtherShapes.Winlogbeat(1), Lockout("svc-deploy", "S-1-5-21-1-2-3-9"), Lockout("Backup7", "S-1-5-21-1-2-3-8"));

        Assert.Equal(["by-sid", "by-name", "told"], Lockouts(world).Select(lockout => lockout.IdentityId));
        Assert.All(Lockouts(world), lockout => Assert.Contains(EvidenceKinds.Known, lockout.Evidence));
    }

    [Fact]
    public async Task A_name_that_two_known_identities_bear_decides_nothing()
    {
        using var world = new IngestWorld(new IngestOptions { TenantId = "t" });
        await world.Known.RememberAsync(new KnownIdentity("t", "one", [EvidenceKinds.Ropc]) { AccountNames = ["svc-deploy"] }, Ct);
        await world.Known.RememberAsync(new KnownIdentity("t", "other", [EvidenceKinds.Ropc]) { AccountNames = ["svc-deploy"] }, Ct);
        await world.Snapshots.RefreshAsync(Ct);

        await ReadAsync(world, OtherShapes.Winlogbeat(1));

        Assert.Equal("s-1-5-21-1-2-3-1104", Assert.Single(Lockouts(world)).IdentityId);
    }

    [Fact]
    public async Task A_persons_lockout_leaves_no_trace_and_a_registered_SID_is_kept()
    {
        using var world = new IngestWorld(new IngestOptions { RegisteredIds = ["S-1-5-21-1-2-3-77"] });

        var counts = await ReadAsync(world, Lockout("sara.bothma", "S-1-5-21-1-2-3-76"), Lockout("batch", "S-1-5-21-1-2-3-77"));

        Assert.Equal((1, 1), (counts.Published, counts.Dropped));
        Assert.Equal([EvidenceKinds.Registered], Assert.Single(Lockouts(world)).Evidence);
        Assert.DoesNotContain("sara", world.Ports.Everything() + string.Concat(world.PublishedEvents.Select(one => one.GetRawText())), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_change_without_a_time_happened_when_it_arrived()
    {
        using var world = new IngestWorld();
        var row = OtherShapes.GraphAudit(2);
        row.Remove("activityDateTime");

        await ReadAsync(world, row);

        Assert.Equal((true, world.Time.GetUtcNow()), Event(world, "Directory_c2_X") is var change ? (change.TimeIsArrival, change.At) : default);
    }

    private static JsonObject Property(string name, string value) => new() { ["displayName"] = name, ["oldValue"] = null, ["newValue"] = value };

    private static JsonObject Lockout(string account, string sid)
    {
        var row = OtherShapes.Winlogbeat(2);
        (row["winlog"]!["event_data"]!["TargetUserName"], row["winlog"]!["event_data"]!["TargetSid"]) = (account, sid);
        return row;
    }

    private static Task<IngestCounts> ReadAsync(IngestWorld world, params IEnumerable<JsonObject> rows) =>
        world.ReadAsync([.. rows.Select(row => Encoding.UTF8.GetBytes(row.ToJsonString() + "\n"))]);

    private static IEnumerable<AccountLockedOut> Lockouts(IngestWorld world) =>
        world.PublishedEvents.Where(one => one.GetProperty("type").GetString() == EventTypes.AccountLockedOut).Select(one => one.GetProperty("data").Deserialize(NhiJson.Default.AccountLockedOut)!);

    private static DirectoryChanged Event(IngestWorld world, string id) =>
        world.PublishedEvents.Where(one => one.GetProperty("type").GetString() == EventTypes.DirectoryChanged)
            .Select(one => one.GetProperty("data").Deserialize(NhiJson.Default.DirectoryChanged)!).Single(change => change.Id == id);
}
