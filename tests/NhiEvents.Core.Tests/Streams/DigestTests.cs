using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Streams.Formats;

namespace NhiEvents.Core.Tests.Streams;

public sealed class DigestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static (string, OutletOptions) Mail => ("mail", new OutletOptions { Way = OutletWay.Mail, Format = StreamFormat.Text, Records = [HouseRecordKind.Digest] });

    [Fact]
    public async Task Each_owner_gets_one_digest_a_day_grouped_and_whoever_has_nothing_gets_none()
    {
        using var world = new StreamWorld(Mail);
        await world.Keep.HandleAsync(world.Changed("f1", name: "svc-a"), Ct);
        world.Time.Advance(TimeSpan.FromDays(2));
        await world.Keep.HandleAsync(world.Changed("f2", name: "svc-b"), Ct);
        await world.Keep.HandleAsync(world.Changed("f3", name: "svc-c", owner: "Network team"), Ct);
        await world.Keep.HandleAsync(world.Changed("f3", 2, FindingState.Withdrawn, "svc-c", "Network team"), Ct);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(1, await world.Digests.HandleAsync(Ct));
            await world.SettleAsync();
        }

        var (_, digest) = Assert.Single(world.Outlets.Sent);
        Assert.Equal("Service accounts of Storage team: 1 new, 1 still open", digest.Title);
        Assert.True(digest.Text.IndexOf("svc-b", StringComparison.Ordinal) < digest.Text.IndexOf("Still open", StringComparison.Ordinal), digest.Text);
        Assert.DoesNotContain("svc-c", digest.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_day_has_a_digest_of_its_own_and_none_when_all_is_over()
    {
        using var world = new StreamWorld(Mail);
        await world.Keep.HandleAsync(world.Changed(), Ct);
        await world.Digests.HandleAsync(Ct);
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Digests.HandleAsync(Ct);
        await world.SettleAsync();
        Assert.Equal(2, world.Outlets.Sent.Select(one => one.Piece.Id).Distinct().Count());

        await world.Keep.HandleAsync(world.Changed(revision: 2, state: FindingState.Withdrawn), Ct);
        await world.Keep.HandleAsync(world.Changed(), Ct); // an old word that comes late changes nothing
        world.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, await world.Digests.HandleAsync(Ct));
    }

    [Fact]
    public async Task A_muted_finding_is_in_no_digest_until_its_mute_is_over()
    {
        using var world = new StreamWorld(Mail);
        await world.Keep.HandleAsync(world.Changed("f1"), Ct);
        var now = world.Time.GetUtcNow();
        var muted = new MuteChanged("t", "i", "f1", 2, MuteState.Muted, "planned", now) { TenantId = world.Changed("f1").TenantId, Until = now.AddHours(30) };

        await world.Keep.HandleAsync(muted, Ct);
        await world.Keep.HandleAsync(muted with { Revision = 1, State = MuteState.Heard, Until = null }, Ct); // an old word that comes late changes nothing
        await world.Keep.HandleAsync(world.Changed("f1", 2), Ct);

        Assert.Equal(0, await world.Digests.HandleAsync(Ct));
        world.Time.Advance(TimeSpan.FromHours(31));
        Assert.Equal(1, await world.Digests.HandleAsync(Ct));
    }

    [Fact]
    public async Task An_outlet_of_one_owner_gets_only_that_owners()
    {
        using var world = new StreamWorld(("channel", new OutletOptions { Way = OutletWay.Webhook, Format = StreamFormat.Slack, Records = [HouseRecordKind.Digest], Owner = "Network team", Address = "https://hooks.example.com" }));
        await world.Keep.HandleAsync(world.Changed("f1"), Ct);
        await world.Keep.HandleAsync(world.Changed("f2", owner: "Network team"), Ct);

        await world.Digests.HandleAsync(Ct);
        await world.SettleAsync();

        Assert.Contains("Network team", Assert.Single(world.Outlets.Sent).Piece.Title, StringComparison.Ordinal);
    }
}
