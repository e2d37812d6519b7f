using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Tests.Detection;

public sealed class IdentityAnnouncementTests : IDisposable
{
    private const string Portal = $"{Topics.Changes}/{Subscriptions.PortalIdentities}";

    private readonly DetectionWorld _world = new();

    [Fact]
    public async Task Sign_ins_of_one_hour_are_told_once_and_the_next_hour_tells_their_total()
    {
        await _world.DeliverAsync(SignIns.User(0, 0));
        await _world.DeliverAsync(SignIns.User(1, 0));
        await _world.DeliverAsync(SignIns.User(2, 0));
        await _world.DeliverAsync(SignIns.User(61, 0));

        var told = await _world.Ports.ReceivedAsync(Portal, NhiJson.Default.IdentityChanged);

        Assert.Equal([1, 2], told.Select(change => change.Revision));
        Assert.Equal([1, 4], told.Select(change => change.Summary.Successes));
        Assert.Equal([3, 1], told[1].Hours.Select(hour => hour.Successes));
    }

    [Fact]
    public async Task What_comes_twice_is_told_once()
    {
        await _world.DeliverAsync(SignIns.User(0, 0), SignIns.User(61, 0));
        var before = await _world.Ports.ReceivedAsync(Portal, NhiJson.Default.IdentityChanged);
        var known = before.Count;

        await _world.DeliverAsync(SignIns.User(61, 0));

        Assert.Equal(known, (await _world.Ports.ReceivedAsync(Portal, NhiJson.Default.IdentityChanged)).Count);
    }

    [Fact]
    public async Task A_new_name_is_told_within_the_hour()
    {
        await _world.DeliverAsync(SignIns.User(0, 0));
        await _world.DeliverAsync(SignIns.User(1, 0) with { DisplayName = "svc-renamed" });

        var told = await _world.Ports.ReceivedAsync(Portal, NhiJson.Default.IdentityChanged);

        Assert.Equal(["svc-backup", "svc-renamed"], told.Select(change => change.Summary.Identity.DisplayName));
    }

    [Fact]
    public async Task A_person_is_never_told()
    {
        await _world.DeliverAsync(SignIns.Human(0, 0), SignIns.Human(61, 50076));

        Assert.Empty(await _world.Ports.ReceivedAsync(Portal, NhiJson.Default.IdentityChanged));
    }

    public void Dispose() => _world.Dispose();
}
