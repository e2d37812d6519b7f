using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Crashes, lost answers and a directory that fails: one effect, one announcement, one ledger entry, and nothing too early.</summary>
public sealed class EnforcementFaultTests
{
    private const string Announcements = $"{Topics.Changes}/{Subscriptions.PortalExceptions}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_crash_at_every_29th_call_of_its_life_and_a_second_delivery_give_one_outcome(bool revoked) => OneOutcomeAsync(Fault.Crash, revoked, every: 29);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Set", "Full")]
    public Task A_crash_at_any_call_of_its_life_and_a_second_delivery_give_one_outcome(bool revoked) => OneOutcomeAsync(Fault.Crash, revoked, every: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_write_whose_answer_was_lost_gives_one_outcome(bool revoked) => OneOutcomeAsync(Fault.LostAnswer, revoked, every: 1);

    [Fact]
    public void A_directory_that_fails_delays_but_never_changes_the_outcome() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(5)),
            Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed => EndsAsync(seed).GetAwaiter().GetResult()));

    /// <summary>Commands, duplicates, reorderings, stops, resumes and clock jumps in any order; now and then the identity becomes a protected one.</summary>
    [Fact]
    public void No_sequence_writes_while_stopped_or_to_a_protected_identity_or_leaves_an_end_without_an_open_enforcement() => Hold(20);

    [Fact]
    [Trait("Set", "Full")]
    public void No_sequence_of_two_thousand_does_either() => Hold(2000);

    private static void Hold(int sequences) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(sequences).WithEndSize(40),
            Prop.ForAll(Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(), numbers => HoldsAsync(numbers).GetAwaiter().GetResult()));

    private static async Task OneOutcomeAsync(Fault fault, bool revoked, int every)
    {
        var (expected, points) = await LiveAsync(fault, revoked, null);

        Assert.InRange(points, 20, 2000);
        for (var at = 1; at <= points; at += every)
        {
            var (actual, _) = await LiveAsync(fault, revoked, at);

            Assert.True(expected == actual, $"{fault} at point {at}:\n{actual}\ninstead of\n{expected}");
        }
    }

    /// <summary>A whole life; what happens twice because of the fault must not show.</summary>
    private static async Task<(string Outcome, int Points)> LiveAsync(Fault fault, bool revoked, int? at)
    {
        using var world = new ExceptionsWorld();
        await world.PrepareAsync();
        var request = world.RequestNow();
        world.Ports.Faults.Fail(fault, at);
        await AgainAsync(world, () => world.AskAsync(request));
        await AgainAsync(world, () => world.ApproveAsync());
        await AgainAsync(world, () => world.RunAsync(request.End!.Value.AddDays(-1).AddHours(1)));
        var extension = new ExtendExemption(Given.Tenant, Given.Account, ExceptionsWorld.Id, "extension", ExceptionsWorld.RequesterAccount, request.End!.Value.AddDays(5), "still moving");
        await AgainAsync(world, () => world.SayAsync(() => world.Decisions.HandleAsync(extension, default)));
        var approval = new ApproveExemption(Given.Tenant, Given.Account, ExceptionsWorld.Id, ExceptionsWorld.ApproverAccount) { ExtensionId = "extension" };
        await AgainAsync(world, () => world.SayAsync(() => world.Decisions.HandleAsync(approval, default)));
        if (revoked)
        {
            await AgainAsync(world, world.RevokeAsync);
        }

        await AgainAsync(world, () => world.RunAsync(request.End.Value.AddDays(9)));
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);

        var ended = await world.StateAsync();
        Assert.Equal((ExemptionState.Ended, request.End.Value.AddDays(5)), (ended.State, ended.End!.Value));
        Assert.False(world.IsExcluded());
        Assert.DoesNotContain(world.Ports.KeysOf("exemption"), key => key.StartsWith("~out", StringComparison.Ordinal) || key.StartsWith("~due", StringComparison.Ordinal) || key.Contains("|place|", StringComparison.Ordinal));
        var ledger = await world.LedgerAsync();
        var events = await world.Ports.ReceivedAsync(Announcements, NhiJson.Default.ExemptionChanged);
        Assert.Equal(events.Count, events.DistinctBy(changed => changed.Revision).Count());
        return ($"writes: {world.GroupWrites.Count}; history: {string.Join(" / ", ended.History.Select(line => line.What))}; ledger: {string.Join(" / ", ledger.Select(entry => $"{entry.Fact.Action} {entry.Fact.Phase}"))}; events: {string.Join(" / ", events.OrderBy(changed => changed.Revision).Select(changed => $"{changed.State} {changed.Text?.Split(" at ")[0].Split(" until ")[0]}"))}", points);
    }

    /// <summary>Delivered twice, and once more after a crash; then the sweep's timer.</summary>
    private static async Task AgainAsync(ExceptionsWorld world, Func<Task> work)
    {
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await AfterCrashAsync(work);
        }

        var now = world.Time.GetUtcNow();
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await AfterCrashAsync(() => world.Outbox.SweepAsync(default));
        await AfterCrashAsync(() => world.RunAsync(now.AddMinutes(4)));
    }

    private static async Task AfterCrashAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException)
        {
            await work(); // the process starts again; there is one fault only
        }
    }

    private static async Task<bool> EndsAsync(int seed)
    {
        using var world = new ExceptionsWorld(new TenantFaults { Seed = seed, Throttled = 0.08, ServerErrors = 0.05, LostResponses = 0.05, Timeouts = 0.05 });
        await UntilDoneAsync(world, () => world.PrepareAsync());
        var request = world.RequestNow(3) with { Start = world.Time.GetUtcNow().AddDays(1) };
        await world.AskAsync(request);
        await world.ApproveAsync();
        await world.RunAsync(request.End!.Value.AddSeconds(-1));
        var active = await world.StateAsync();
        Assert.True(world.IsExcluded() || active.State is not ExemptionState.Active, "active, and not excluded");
        Assert.All(world.GroupWrites.Skip(1), write => Assert.Fail($"written at {write.At:u}, before the end"));
        await world.RunAsync(request.End.Value.AddDays(4));

        var ended = await world.StateAsync();
        return ended.State is ExemptionState.Ended && !world.IsExcluded() && world.GroupWrites.Count is 0 or 2 && (await world.LedgerAsync()).Count > 0;
    }

    private static async Task UntilDoneAsync(ExceptionsWorld world, Func<Task> work)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Core.Ports.EntraException) when (attempt < 20)
            {
                world.Time.Advance(TimeSpan.FromSeconds(2));
            }
        }
    }

    private static async Task<bool> HoldsAsync(int[] numbers)
    {
        using var world = new ExceptionsWorld();
        await world.PrepareAsync();
        var request = world.RequestNow(10);
        await world.AskAsync(request);
        var isProtected = false;
        foreach (var number in numbers)
        {
            var writes = world.GroupWrites.Count;
            var stopped = (await world.BrakeRows.ReadAsync(Given.Tenant, default)).Stopped is not null;
            await StepAsync(world, request, number);

            var exemption = await world.StateAsync();
            Assert.False(stopped && number % 12 != 4 && world.GroupWrites.Count > writes, "written while stopped");
            Assert.False(isProtected && world.GroupWrites.Count > writes, "written to a protected identity");
            Assert.True(world.IsExcluded(ExceptionsWorld.Protected), "a protected entry was removed");
            Assert.False(world.IsExcluded() && !exemption.MayBeExcluded, $"excluded, and the record says {exemption.State}");
            if (exemption.MayBeExcluded && exemption.End <= world.Time.GetUtcNow())
            {
                // Either it is decided, or what decides it is due and kept.
                Assert.True(exemption.State is ExemptionState.Expiring || world.Ports.KeysOf("exemption").Any(key => key.StartsWith("~due", StringComparison.Ordinal)), $"past its end, {exemption.State}, and nothing is due");
            }

            if (number % 12 is 5 or 6 && world.IsExcluded() && exemption.End <= world.Time.GetUtcNow())
            {
                Assert.Equal(ExemptionState.Expiring, exemption.State);
            }

            isProtected |= number % 12 == 10 && number > 9000;
        }

        return true;
    }

    private static Task StepAsync(ExceptionsWorld world, RequestExemption request, int number)
    {
        var now = world.Time.GetUtcNow();
        return (number % 12) switch
        {
            0 => world.ApproveAsync(),
            1 => world.ApproveAsync(ExceptionsWorld.SecondApprover),
            2 => number > 8000 ? world.RevokeAsync() : world.AskAsync(request),
            3 => world.Brakes.HandleAsync(new StopWrites(Given.Tenant, "p", "test", now), default),
            4 => world.Brakes.HandleAsync(new ResumeWrites(Given.Tenant, "p", now), default),
            5 => world.RunForAsync(TimeSpan.FromHours(number % 70)),
            6 => world.RunForAsync(TimeSpan.FromMinutes(number % 30)),
            7 => world.Enforcement.HandleAsync(new EnforceExemption(Given.Tenant, Given.Account, ExceptionsWorld.Id, now.AddHours(number % 7 - 3)), default),
            8 => world.Watch.HandleAsync(Given.SignIn(now, number % 3 == 0 ? "failure" : "notApplied", number % 3 == 1), default),
            10 => number > 9000 ? ProtectAsync(world) : world.ReconcileAsync(),
            11 => JumpAsync(world, TimeSpan.FromHours(number % 50)),
            _ => world.SayAsync(() => world.Decisions.HandleAsync(new ExtendExemption(Given.Tenant, Given.Account, ExceptionsWorld.Id, $"x{number % 3}", ExceptionsWorld.RequesterAccount, now.AddDays(number % 9), "more"), default)),
        };
    }

    /// <summary>Whoever holds a privileged role is never written to from then on.</summary>
    private static Task ProtectAsync(ExceptionsWorld world)
    {
        world.Tenant.Administration.Seed([new DirectoryRole { Id = "role", DisplayName = "Global Administrator", Privileged = true }]);
        world.Tenant.Administration.AssignRole(new Actor("x", "somebody", IsUser: true), "role", Given.Account, "/");
        return Task.CompletedTask;
    }

    /// <summary>The clock goes on and nothing is delivered: the system was off.</summary>
    private static Task JumpAsync(ExceptionsWorld world, TimeSpan by)
    {
        world.Time.Advance(by);
        return Task.CompletedTask;
    }
}
