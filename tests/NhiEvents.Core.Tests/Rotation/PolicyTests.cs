using System.ComponentModel.DataAnnotations;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Rotation.Triggers;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>What a policy says of persons, consumers and times; and two persons at once.</summary>
public sealed class PolicyTests
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Two_operators_who_start_at_once_have_one_rotation_that_names_both()
    {
        using var world = new RotationWorld();
        var start = world.Get<StartRotationHandler>();
        var asks = Enumerable.Range(0, 20).Select(i => RotationWorld.Start(RotationCause.Requested, i % 2 == 0 ? "operator-1" : "operator-2") with { RequestId = "ask-" + i, Reason = "before the audit" });

        var outcomes = await Task.WhenAll(asks.Select(ask => Task.Run(() => start.HandleAsync(ask, default))));
        await world.RunForAsync(AnHour);

        Assert.All(outcomes, outcome => Assert.Equal(Outcome.Done, outcome));
        Assert.Single(world.Ports.KeysOf("rotation"), key => key.Contains("|rotation|", StringComparison.Ordinal));
        var rotation = await world.StateAsync();
        Assert.Equal((RotationState.Watching, 1, 2), (rotation.State, rotation.Attempt, world.Credentials().Count));
        Assert.Equal(["operator-1", "operator-2"], rotation.History.Select(line => line.By).OfType<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_the_policys_own_approvers_let_a_rotation_begin()
    {
        using var world = new RotationWorld(policy: one => With(one, RotationMode.Propose, approvers: [RotationWorld.Person]));

        await world.StartAsync(RotationWorld.Start(RotationCause.Requested, "somebody-else") with { Reason = "please" });
        await world.RunForAsync(AnHour);
        var waiting = await world.StateAsync();
        Assert.Equal((RotationState.Planned, false), (waiting.State, waiting.Approved));
        Assert.Contains("please, by somebody-else", waiting.History[0].What, StringComparison.Ordinal);

        await world.SayAsync(() => world.Get<DecideRotationHandler>().HandleAsync(new ResumeRotation(RotationWorld.TenantId, RotationWorld.Application, waiting.Id, RotationWorld.Person, world.Time.GetUtcNow()), default));
        await world.RunForAsync(AnHour);
        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);

        using var others = new RotationWorld(policy: one => With(one, RotationMode.Propose, approvers: ["the-owner"]));
        await others.StartAsync();
        for (var times = 0; times < 3; times++)
        {
            await others.SayAsync(() => others.Get<DecideRotationHandler>().HandleAsync(new ResumeRotation(RotationWorld.TenantId, RotationWorld.Application, waiting.Id, RotationWorld.Person, others.Time.GetUtcNow()), default));
        }

        var refused = await others.StateAsync();
        Assert.Equal((RotationState.Planned, false), (refused.State, refused.Approved));
        Assert.Single(refused.History, line => line.By == RotationWorld.Person && line.What.StartsWith("refused: the policy names other persons", StringComparison.Ordinal));
        Assert.Single(await others.ChangesAsync(), changed => changed.Text?.StartsWith("refused:", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_consumer_that_the_policy_names_must_be_seen_with_the_new_credential()
    {
        using var world = new RotationWorld(policy: one => With(one, RotationMode.Enforce, consumers: [RotationWorld.Consumer, "192.0.2.88"]));
        await world.UseVaultAsync();
        await world.HandOnAsync();
        await world.StartAsync(RotationWorld.Start(RotationCause.Leaked));
        await world.RunForAsync(TimeSpan.FromMinutes(20));
        await UseForAsync(world, RotationWorld.Consumer);

        var asked = await world.StateAsync();
        Assert.Equal((RotationState.Watching, 2), (asked.State, world.Credentials().Count));
        Assert.Contains("its policy names consumers that were not seen with the new credential: 192.0.2.88", asked.History[^1].What, StringComparison.Ordinal);

        await world.UseVaultAsync("192.0.2.88");
        await UseForAsync(world, RotationWorld.Consumer, days: 2);
        Assert.Equal((RotationState.Done, 1), ((await world.StateAsync()).State, world.Credentials().Count));
    }

    [Fact]
    public async Task A_leaked_credential_goes_when_its_overlap_is_over_and_not_a_day_later()
    {
        using var world = new RotationWorld(policy: one => With(one, RotationMode.Enforce));
        await world.UseVaultAsync();
        await world.HandOnAsync();
        await world.StartAsync(RotationWorld.Start(RotationCause.Leaked));
        await world.RunForAsync(TimeSpan.FromMinutes(20));
        await UseForAsync(world, RotationWorld.Consumer);

        var rotation = await world.StateAsync();
        Assert.Equal((RotationState.Done, 1), (rotation.State, world.Credentials().Count));
        Assert.InRange(rotation.History[^1].At - rotation.StoredAt!.Value, AnHour, TimeSpan.FromMinutes(75));
    }

    [Fact]
    public async Task A_policys_own_windows_and_freezes_count()
    {
        // It is Thursday.
        using var world = new RotationWorld(policy: one => With(one, RotationMode.Enforce, windows: [new ChangeWindow(DayOfWeek.Saturday, new TimeOnly(2, 0), new TimeOnly(4, 0))]));
        await world.StartAsync();
        await world.RunForAsync(TimeSpan.FromHours(20));
        Assert.Equal((RotationState.Planned, 1), ((await world.StateAsync()).State, world.Credentials().Count));
        await world.RunForAsync(TimeSpan.FromDays(7));
        var begun = await world.StateAsync();
        Assert.Equal(2, world.Credentials().Count);
        Assert.Equal((DayOfWeek.Saturday, 2), (begun.MadeAt!.Value.DayOfWeek, begun.MadeAt.Value.Hour));

        using var frozen = new RotationWorld(policy: one => With(one, RotationMode.Enforce, freezes: [new ChangeFreeze(world.Time.GetUtcNow().AddYears(-1), world.Time.GetUtcNow().AddDays(-5))]));
        await frozen.StartAsync();
        await frozen.RunForAsync(AnHour);
        Assert.Equal(RotationState.Planned, (await frozen.StateAsync()).State);
    }

    [Fact]
    public void Every_fault_of_a_policy_is_named()
    {
        var policy = new RotationPolicy
        {
            Applications = ["*"],
            SecretName = "one for all",
            Lifetime = TimeSpan.FromDays(10),
            Windows = [new ChangeWindow(DayOfWeek.Monday, new TimeOnly(22, 0), new TimeOnly(4, 0))],
            Freezes = [new ChangeFreeze(DateTimeOffset.MaxValue, DateTimeOffset.MinValue)],
        };

        var faults = policy.Validate(new ValidationContext(policy)).Select(fault => fault.ErrorMessage!).ToList();

        Assert.Equal(5, faults.Count);
        Assert.Contains(faults, fault => fault.StartsWith("Windows:0 must end after it starts", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("Freezes:0 must end after it starts", StringComparison.Ordinal));
    }

    private static async Task UseForAsync(RotationWorld world, string consumer, int days = 0)
    {
        for (var quarter = 0; quarter < 6 + (days * 96); quarter++)
        {
            await world.UseVaultAsync(consumer);
            await world.RunForAsync(TimeSpan.FromMinutes(15));
        }
    }

    private static RotationPolicy With(
        RotationPolicy one, RotationMode mode, IReadOnlyList<string>? approvers = null, IReadOnlyList<string>? consumers = null, IReadOnlyList<ChangeWindow>? windows = null, IReadOnlyList<ChangeFreeze>? freezes = null) => new()
        {
            Applications = one.Applications,
            SecretName = one.SecretName,
            Mode = mode,
            EmergencyOverlap = AnHour,
            LongestCache = TimeSpan.Zero,
            Approvers = approvers ?? [],
            Consumers = consumers ?? [],
            Windows = windows ?? [],
            Freezes = freezes ?? [],
        };
}
