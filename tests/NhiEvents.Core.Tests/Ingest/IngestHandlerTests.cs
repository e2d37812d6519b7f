using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Events;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Core.Tests.Events;

namespace NhiEvents.Core.Tests.Ingest;

public sealed class IngestHandlerTests
{
    private const string HumanId = "99999999-0000-4000-8000-000000000009";

    private static readonly string[] Personal = ["sara", "bothma", "198.51.100", "Chrome", "Bonn"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_non_human_identities_are_published_once_with_their_evidence()
    {
        using var world = new IngestWorld();

        var counts = await world.ReadAsync(IngestWorld.Envelope(Encoding.UTF8.GetBytes(Records.App), Encoding.UTF8.GetBytes(Records.User)), Encoding.UTF8.GetBytes(Records.App));

        Assert.Equal(new IngestCounts(3, 2, 0, 0, 0, 1), counts);
        var sent = world.Pending[0];
        Assert.Equal(EventTypes.SignIn, sent.GetProperty("type").GetString());
        Assert.Equal("/tenants/t9", sent.GetProperty("source").GetString());
        Assert.Equal("identities/22222222-0000-4000-8000-000000000001", sent.GetProperty("subject").GetString());
        Assert.Equal([EvidenceKinds.ServicePrincipal], world.Published[0].Evidence);
        Assert.Equal([EvidenceKinds.Known, EvidenceKinds.NamingPattern, EvidenceKinds.Ropc, EvidenceKinds.ToolUserAgent], world.Published[1].Evidence);
        Assert.InRange(Encoding.UTF8.GetByteCount(sent.GetProperty("data").GetRawText()), 1, 1024);
    }

    [Fact]
    public void What_was_read_ahead_is_the_same_batch()
    {
        var body = IngestWorld.Envelope(Encoding.UTF8.GetBytes(Records.App), Encoding.UTF8.GetBytes(Records.User), "{}"u8.ToArray());
        var ahead = new RowsAhead();
        ahead.Begin(body);

        var (read, readAhead) = (IngestBatch.Of([body, body], DateTimeOffset.UnixEpoch, new IngestOptions()), IngestBatch.Of([body, body], DateTimeOffset.UnixEpoch, new IngestOptions(), ahead));

        Assert.Equal((6, 2, 2), (read.Read, read.SignIns.Count, read.Duplicates));
        Assert.Equal((read.Read, read.Duplicates, read.Rejected.Count), (readAhead.Read, readAhead.Duplicates, readAhead.Rejected.Count));
        Assert.Equal(read.SignIns.Select(row => row.Key), readAhead.SignIns.Select(row => row.Key));
        Assert.Equal(read.SignInTexts, readAhead.SignInTexts);
    }

    [Fact]
    public async Task A_persons_rows_leave_counts_without_name_and_address()
    {
        using var world = new IngestWorld();

        var counts = await world.ReadAsync(IngestWorld.Envelope(Human(0), Human(1), Human(2)));

        Assert.Equal(new IngestCounts(3, 0, 3, 0, 0, 0), counts);
        Assert.Empty(world.Pending);
        Assert.Single(world.Ports.KeysOf("profile"));
        foreach (var secret in Personal)
        {
            Assert.DoesNotContain(secret, world.Ports.Everything(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_person_is_looked_up_and_written_once_a_day()
    {
        using var world = new IngestWorld();
        await world.ReadAsync(IngestWorld.Envelope(InABrowser(0)));
        var profile = world.Ports.Rows().Single(row => row.Partition.Contains("-profile-", StringComparison.Ordinal));

        world.Ports.Faults.Fail(Fault.Crash, null);
        await world.ReadAsync(IngestWorld.Envelope(InABrowser(60), InABrowser(120)));
        var calls = world.Ports.Faults.Points;
        await world.ReadAsync(IngestWorld.Envelope(InABrowser(24 * 60)));

        Assert.Equal(0, calls);
        var renewed = world.Ports.Rows().Single(row => row.Partition.Contains("-profile-", StringComparison.Ordinal));
        Assert.NotEqual(profile.Body, renewed.Body);

        static byte[] InABrowser(int minute) => Records.With(Encoding.UTF8.GetString(Human(minute)), (_, properties) => properties["clientAppUsed"] = "Browser");
    }

    [Fact]
    public async Task An_identity_that_Detection_classified_is_kept_from_then_on_and_after_a_restart()
    {
        using var world = new IngestWorld();
        await world.ReadAsync(IngestWorld.Envelope(Human(0)));

        await world.Remember.HandleAsync(new IdentityClassified("0a0a0a0a-0000-4000-8000-000000000001", HumanId, [EvidenceKinds.Ropc]), Ct);
        var counts = await world.ReadAsync(IngestWorld.Envelope(Human(1)));

        Assert.Equal(1, counts.Published);
        Assert.Equal([EvidenceKinds.Known], Assert.Single(world.Published).Evidence);
        Assert.Equal(1, (await world.Snapshots.RefreshAsync(Ct)).Count);
    }

    [Fact]
    public async Task An_identity_whose_write_lost_its_answer_is_kept_from_then_on_too()
    {
        using var world = new IngestWorld();
        await world.ReadAsync(IngestWorld.Envelope(Human(0)));
        world.Ports.Faults.Fail(Fault.LostAnswer, 2); // the first write notes the tenant

        await world.Remember.HandleAsync(new IdentityClassified("0a0a0a0a-0000-4000-8000-000000000001", HumanId, [EvidenceKinds.Ropc]), Ct);
        var counts = await world.ReadAsync(IngestWorld.Envelope(Human(1)));

        Assert.Equal(1, counts.Published);
    }

    /// <summary>Every write of the batch in turn. Counts may then be too high, and no more.</summary>
    [Fact]
    public async Task A_batch_whose_write_lost_its_answer_makes_the_same_candidate()
    {
        var points = int.MaxValue;
        for (var at = 1; at <= points; at++)
        {
            using var world = new IngestWorld();
            world.Ports.Faults.Fail(Fault.LostAnswer, at);

            await world.ReadAsync(IngestWorld.Envelope(Enumerable.Range(0, 73 * 4).Select(i => Human(i * 15, unattended: true))), "{"u8.ToArray());
            points = world.Ports.Faults.Points;
            var counts = await world.ReadAsync(IngestWorld.Envelope(Human(73 * 60, unattended: true)));

            Assert.Equal(1, counts.Published);
            Assert.Single(world.Ports.KeysOf("snapshot"));
            Assert.Single(world.Ports.KeysOf("rejected"));
        }

        Assert.InRange(points, 6, 20);
    }

    [Fact]
    public async Task A_registered_identity_is_kept()
    {
        using var world = new IngestWorld(new IngestOptions { RegisteredIds = [HumanId.ToUpperInvariant()] });

        await world.ReadAsync(IngestWorld.Envelope(Human(0)));

        Assert.Equal([EvidenceKinds.Registered], Assert.Single(world.Published).Evidence);
    }

    [Fact]
    public async Task One_telling_row_keeps_the_others_of_its_batch()
    {
        using var world = new IngestWorld();

        var counts = await world.ReadAsync(IngestWorld.Envelope(Human(0), Human(1, "ropc")));

        Assert.Equal(2, counts.Published);
    }

    [Fact]
    public void Without_a_snapshot_every_row_is_kept() =>
        Assert.IsType<KeepDecision.Keep>(KeepDecision.For(Records.Read(Human(0)), Core.Identities.EvidenceRules.Shipped, null, new HashSet<string>()));

    [Fact]
    public async Task Unreadable_rows_are_kept_by_reason_and_field_names_for_seven_days()
    {
        using var world = new IngestWorld();
        var bad = Records.With(Records.User, (_, properties) => properties["userId"] = "");

        var counts = await world.ReadAsync([.. bad, .. "\n{\"secret\":\n"u8], IngestWorld.Envelope(bad));
        var rejected = await world.Rejected.ReadAllAsync("0a0a0a0a-0000-4000-8000-000000000001", Ct);

        Assert.Equal(3, counts.Rejected);
        var row = Assert.Single(rejected);
        Assert.Equal((RejectReasons.NoIdentity, (string?)null), (row.Reason, row.Raw));
        Assert.Contains("userPrincipalName", row.Fields);
        Assert.DoesNotContain("contoso.example", world.Ports.Everything(), StringComparison.Ordinal);
        Assert.Equal(RejectReasons.NotJson, Assert.Single(await world.Rejected.ReadAllAsync(SignInReader.UnknownTenant, Ct)).Reason);

        world.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await world.Purge.HandleAsync(Ct));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await world.Purge.HandleAsync(Ct));
    }

    [Fact]
    public async Task The_whole_row_is_kept_only_when_asked_for()
    {
        using var world = new IngestWorld(new IngestOptions { KeepRaw = true });

        await world.ReadAsync("{\"category\":\"Weather\"}"u8.ToArray());

        Assert.Equal("{\"category\":\"Weather\"}", Assert.Single(await world.Rejected.ReadAllAsync(SignInReader.UnknownTenant, Ct)).Raw);
    }

    [Fact]
    public async Task Even_machine_cadence_from_one_place_makes_a_candidate()
    {
        using var world = new IngestWorld();

        await world.ReadAsync(IngestWorld.Envelope(Enumerable.Range(0, 73 * 4).Select(i => Human(i * 15, unattended: true))));
        var counts = await world.ReadAsync(IngestWorld.Envelope(Human(73 * 60, unattended: true)));

        Assert.Equal(1, counts.Published);
        Assert.Equal([EvidenceKinds.Known, EvidenceKinds.Unattended], Assert.Single(world.Published).Evidence);
    }

    [Theory]
    [InlineData("incomingTokenType", "primaryRefreshToken")]
    [InlineData("clientAppUsed", "Browser")]
    [InlineData("appId", "another")]
    [InlineData("autonomousSystemNumber", "64999")]
    public async Task One_sign_of_a_person_is_enough_against_it(string field, string value)
    {
        using var world = new IngestWorld();

        await world.ReadAsync(IngestWorld.Envelope([
            .. Enumerable.Range(0, 73 * 4).Select(i => Human(i * 15, unattended: true)),
            Records.With(Encoding.UTF8.GetString(Human(20, unattended: true)), (_, properties) => properties[field] = value)]));

        Assert.Empty(world.Ports.KeysOf("snapshot"));
    }

    [Fact]
    public async Task A_persons_working_days_make_no_candidate()
    {
        using var world = new IngestWorld();

        await world.ReadAsync(IngestWorld.Envelope(Enumerable.Range(0, 7 * 24).Where(hour => hour % 24 is >= 7 and < 23).SelectMany(hour => Enumerable.Range(0, 6).Select(i => Human((hour * 60) + (i * 10), unattended: true)))));

        Assert.Empty(world.Ports.KeysOf("snapshot"));
    }

    [Fact]
    public async Task Secrets_redeemed_for_users_are_counted_per_application()
    {
        using var world = new IngestWorld();
        var record = Records.With(Encoding.UTF8.GetString(Human(0)), (_, properties) => properties["clientCredentialType"] = "clientSecret");

        await world.ReadAsync(IngestWorld.Envelope(record, Human(1)));

        Assert.Contains("\"clientSecret\":1", world.Ports.Everything(), StringComparison.Ordinal);
        Assert.Single(world.Ports.KeysOf("app-use"));
    }

    private static byte[] Human(int minute, string protocol = "none", bool unattended = false) => Records.With(Records.User, (record, properties) =>
    {
        (record["identity"], properties["userDisplayName"]) = ("Sara Bothma", "Sara Bothma");
        (record["callerIpAddress"], properties["ipAddress"]) = ("198.51.100.77", "198.51.100.77");
        properties["id"] = $"h{minute}";
        properties["createdDateTime"] = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute).ToString("O");
        properties["userId"] = HumanId;
        properties["userPrincipalName"] = "sara.bothma@contoso.example";
        properties["userAgent"] = unattended ? null : "Mozilla/5.0 Chrome/120.0";
        properties["authenticationProtocol"] = protocol;
        properties["authenticationRequirement"] = "singleFactorAuthentication";
        properties["status"]!["errorCode"] = 0;
    });
}
