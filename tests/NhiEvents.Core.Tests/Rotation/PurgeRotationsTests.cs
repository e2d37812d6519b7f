using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>What is over of rotations ends, and so does what is known of applications that are gone.</summary>
public sealed class PurgeRotationsTests
{
    private static readonly TimeSpan Kept = new RetentionOptions().KeepEnded;

    [Fact]
    public async Task A_record_ends_thirteen_months_after_the_rotation_and_an_open_one_never()
    {
        using var world = new RotationWorld();
        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromHours(1));
        world.Time.Advance(Kept * 2);
        Assert.Equal(0, await PurgeForADayAsync(world));

        var open = await world.StateAsync();
        await world.SayAsync(() => world.Get<DecideRotationHandler>().HandleAsync(new AbortRotation(RotationWorld.TenantId, RotationWorld.Application, open.Id, RotationWorld.Person, "It is not needed.", world.Time.GetUtcNow()), default));
        await world.RunForAsync(TimeSpan.FromDays(2));
        var over = await world.StateAsync();
        Assert.False(over.IsOpen, over.State.ToString());
        world.Time.AdvanceTo(over.OverSince!.Value + Kept - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeForADayAsync(world));
        Assert.Equal((1, 0), (await PurgeForADayAsync(world), await PurgeForADayAsync(world)));

        Assert.Empty(await world.Get<RotationRepository>().ReadOfAsync(new RotationAddress(RotationWorld.TenantId, RotationWorld.Application), default));
        Assert.Contains(world.Ports.KeysOf("rotation"), key => key.StartsWith("~ledger|", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Ports.KeysOf("rotation"), key => key.StartsWith("~due|", StringComparison.Ordinal));

        await world.StartAsync(RotationWorld.Start() with { KeyId = world.OldKey });
        var again = await world.StateAsync();
        Assert.Equal(over.Id, again.Id);
        Assert.True(again.Revision > over.Revision); // whoever remembers the old one hears of the new one
    }

    [Fact]
    public async Task Findings_about_an_application_that_no_scan_has_seen_for_long_are_withdrawn_with_what_is_known_of_it()
    {
        using var world = new RotationWorld();
        await world.SayAsync(() => world.Get<ScanCredentialsHandler>().HandleAsync(new ScanCredentials(RotationWorld.TenantId, world.Time.GetUtcNow()), default));
        var raised = Assert.Single(await FindingsAsync(world));
        Assert.Equal(("NHI303", FindingState.Open), (raised.Finding.FindingType, raised.Finding.State));
        world.Time.Advance(Kept - TimeSpan.FromDays(2));
        Assert.Equal(0, await PurgeForADayAsync(world));
        world.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal((1, 0), (await PurgeForADayAsync(world), await PurgeForADayAsync(world)));

        Assert.DoesNotContain(world.Ports.KeysOf("credentials"), key => !key.StartsWith('~'));
        var ended = (await FindingsAsync(world))[^1];
        Assert.Equal((raised.Finding.Id, FindingState.Withdrawn, raised.Revision + 1), (ended.Finding.Id, ended.Finding.State, ended.Revision));
    }

    private static Task<int> PurgeForADayAsync(RotationWorld world) => world.Time.PurgeForADayAsync(world.Get<PurgeRotationsHandler>().HandleAsync);

    private static async Task<IReadOnlyList<FindingChanged>> FindingsAsync(RotationWorld world) => await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);
}
