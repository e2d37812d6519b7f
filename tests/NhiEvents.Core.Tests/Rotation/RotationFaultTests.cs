using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>Crashes, lost answers and ports that fail: one new credential, one current version, and nobody without a working secret.</summary>
public sealed class RotationFaultTests
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    [Fact]
    public Task A_crash_at_every_fifth_call_and_a_second_delivery_give_one_outcome() => OneOutcomeAsync(Fault.Crash, every: 5);

    [Fact]
    [Trait("Set", "Full")]
    public Task A_crash_at_any_call_and_a_second_delivery_give_one_outcome() => OneOutcomeAsync(Fault.Crash, every: 1);

    [Fact]
    public Task A_write_whose_answer_was_lost_gives_one_outcome() => OneOutcomeAsync(Fault.LostAnswer, every: 1);

    [Fact]
    public Task A_crash_at_every_third_call_of_a_retirement_removes_the_old_credential_once() => OneRemovalAsync(Fault.Crash, every: 3);

    [Fact]
    [Trait("Set", "Full")]
    public Task A_crash_at_any_call_of_a_retirement_removes_the_old_credential_once() => OneRemovalAsync(Fault.Crash, every: 1);

    [Fact]
    public Task A_lost_answer_in_a_retirement_removes_the_old_credential_once() => OneRemovalAsync(Fault.LostAnswer, every: 1);

    private static async Task OneRemovalAsync(Fault fault, int every)
    {
        var (expected, points) = await RetireAsync(fault, null);

        Assert.InRange(points, 2, 1000);
        for (var at = 1; at <= points; at += every)
        {
            var (actual, _) = await RetireAsync(fault, at);

            Assert.True(expected == actual, $"{fault} at point {at}:\n{actual}\ninstead of\n{expected}");
        }
    }

    [Fact]
    public void Ports_that_fail_every_fifth_time_delay_but_never_change_the_outcome() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(8)),
            Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed => EndsAsync(seed).GetAwaiter().GetResult()));

    private static async Task OneOutcomeAsync(Fault fault, int every)
    {
        var (expected, points) = await LiveAsync(fault, null);

        Assert.InRange(points, 10, 3000);
        for (var at = 1; at <= points; at += every)
        {
            var (actual, _) = await LiveAsync(fault, at);

            Assert.True(expected == actual, $"{fault} at point {at}:\n{actual}\ninstead of\n{expected}");
        }
    }

    /// <summary>From the trigger to the evidence; what happens twice because of the fault must not show.</summary>
    private static async Task<(string Outcome, int Points)> LiveAsync(Fault fault, int? at)
    {
        using var world = new RotationWorld(policy: EvidenceTests.Early);
        await world.UseVaultAsync();
        await world.HandOnAsync();
        world.Ports.Faults.Fail(fault, at);
        await AfterCrashAsync(() => world.StartAsync());
        await AfterCrashAsync(() => world.RunForAsync(TimeSpan.FromHours(2)));
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        await world.RunForAsync(TimeSpan.FromHours(3));
        await world.UseVaultAsync();
        Assert.Equal(RotationState.Watching, (await world.StateAsync()).State);
        var rotation = await world.StateAsync();
        Assert.Equal(2, world.Credentials().Count);
        Assert.DoesNotContain(world.Ports.KeysOf("rotation"), key => key.StartsWith("~out", StringComparison.Ordinal));
        Assert.Single(world.Ports.KeysOf("rotation"), key => key.StartsWith("~due", StringComparison.Ordinal));
        var ledger = await world.LedgerAsync();
        return ($"versions: {(await world.VersionsAsync()).Count}; made: {rotation.Attempt}; ledger: {string.Join(" / ", ledger.Select(entry => $"{entry.Fact.Action} {entry.Fact.Phase}").Where(text => !text.Contains("waits", StringComparison.Ordinal)))}", points);
    }

    /// <summary>A credential that others know: its overlap is an hour, so that every point can be tried.</summary>
    private static async Task<(string Outcome, int Points)> RetireAsync(Fault fault, int? at)
    {
        using var world = new RotationWorld(policy: one => new RotationPolicy { Applications = one.Applications, SecretName = one.SecretName, Mode = RotationMode.Enforce, EmergencyOverlap = AnHour, LongestCache = TimeSpan.Zero });
        var removals = 0;
        world.Tenant.Emitted += record => removals += IsRemoval(record, world.OldKey) ? 1 : 0;
        await world.UseVaultAsync();
        await world.HandOnAsync();
        await world.StartAsync(RotationWorld.Start(RotationCause.Leaked));
        await world.RunForAsync(TimeSpan.FromMinutes(30));
        for (var quarter = 0; quarter < 2; quarter++)
        {
            await world.UseVaultAsync();
            await world.RunForAsync(TimeSpan.FromMinutes(15));
        }

        Assert.Equal((RotationState.Watching, 2), ((await world.StateAsync()).State, world.Credentials().Count));
        await world.UseVaultAsync();
        world.Ports.Faults.Fail(fault, at);
        await AfterCrashAsync(() => world.RunForAsync(AnHour));
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        await world.RunForAsync(TimeSpan.FromDays(1));
        var rotation = await world.StateAsync();
        Assert.Equal((RotationState.Done, 1, 1), (rotation.State, world.Credentials().Count, removals));
        Assert.True((await world.UseVaultAsync()).Succeeded);
        Assert.DoesNotContain(world.Ports.KeysOf("rotation"), key => key.StartsWith("~out", StringComparison.Ordinal));
        var ledger = await world.LedgerAsync();
        return (string.Join(" / ", ledger.Select(entry => $"{entry.Fact.Action} {entry.Fact.Phase}")), points);
    }

    /// <summary>An audit record after which the application has one credential less.</summary>
    private static bool IsRemoval(EmittedRecord record, string key) =>
        System.Text.Encoding.UTF8.GetString(record.Body.Span) is var text && text.Contains("KeyDescription", StringComparison.Ordinal)
        && text.Split("newValue", 2) is [var before, var after] && before.Contains(key, StringComparison.OrdinalIgnoreCase) && !after.Split("displayName", 2)[0].Contains(key, StringComparison.OrdinalIgnoreCase);

    private static async Task AfterCrashAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException)
        {
            await work(); // the process has started again, and the message comes once more
        }
    }

    private static async Task EndsAsync(int seed)
    {
        var faults = new TenantFaults { Seed = seed, Throttled = 0.06, ServerErrors = 0.06, LostResponses = 0.06, Timeouts = 0.04 };
        using var world = new RotationWorld(faults);
        await world.StartAsync();
        for (var hour = 0; hour < 48; hour++)
        {
            await world.RunForAsync(TimeSpan.FromHours(1));
            Assert.True((await world.UseVaultAsync()).Succeeded, $"hour {hour}");
        }

        var rotation = await world.StateAsync();
        Assert.Equal((RotationState.Watching, 2), (rotation.State, world.Credentials().Count));
        Assert.Equal(rotation.NewKeyId, (await world.VersionsAsync())[0].Tag("nhi-key-id"));
        await world.RunForAsync(TimeSpan.FromDays(30));
        Assert.Equal(RotationState.Done, (await world.StateAsync()).State);
    }
}
