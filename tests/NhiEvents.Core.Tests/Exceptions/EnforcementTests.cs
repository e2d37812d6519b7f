using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class EnforcementTests : IDisposable
{
    private static readonly Actor Somebody = new("x", "somebody", IsUser: true);

    private readonly ExceptionsWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exception_lives_from_request_to_proven_end()
    {
        await _world.PrepareAsync();
        var request = _world.RequestNow();
        await _world.AskAsync(request);
        Assert.False(_world.IsExcluded());
        await _world.ApproveAsync();

        await _world.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.True(_world.IsExcluded());
        Assert.Equal(ExemptionState.Active, (await _world.StateAsync()).State);
        await _world.Watch.HandleAsync(Given.SignIn(_world.Time.GetUtcNow().AddMinutes(1), "notApplied", true), Ct);

        await _world.RunAsync(request.End!.Value.AddSeconds(-1));
        Assert.True(_world.IsExcluded());
        await _world.RunAsync(request.End.Value.AddSeconds(5));
        var removed = await _world.StateAsync();
        Assert.False(_world.IsExcluded());
        Assert.Equal((ExemptionState.EndedUnproven, request.End.Value), (removed.State, removed.RemovedAt!.Value));

        await _world.Watch.HandleAsync(Given.SignIn(_world.Time.GetUtcNow().AddHours(1), "failure", false), Ct);
        var ended = await _world.StateAsync();
        Assert.Equal((ExemptionState.Ended, ProofBasis.SignIn), (ended.State, ended.Proof!.Value));
        Assert.Equal(
            ["requested", "approved", "scheduled", "exclusion is being written", "exclusion read back", "a sign-in has passed by it", "notice: 14 day(s) before the end",
                "notice: 7 day(s) before the end", "notice: 1 day(s) before the end", "its end has come", "exclusion read back as gone", "a later sign-in met the policies"],
            ended.History.Select(line => line.What));
        Assert.Equal(2, _world.GroupWrites.Count);
        Assert.True(_world.IsExcluded(ExceptionsWorld.Protected));
    }

    [Fact]
    public async Task Without_a_sign_in_the_end_is_proven_by_the_documented_time()
    {
        var end = await ActivateAsync();

        await _world.RunAsync(end.AddHours(51));
        Assert.Equal(ExemptionState.EndedUnproven, (await _world.StateAsync()).State);
        await _world.RunAsync(end.AddHours(53));

        Assert.Equal(ProofBasis.DocumentedBound, (await _world.StateAsync()).Proof);
    }

    [Fact]
    public async Task While_a_sign_in_log_is_silent_no_end_is_proven_by_silence_and_afterwards_the_time_counts_anew()
    {
        var end = await ActivateAsync();
        var lapse = new SourceLapsed(Given.Tenant, LogSource.NonInteractiveUser, end.AddHours(10), 1);
        await _world.Lapses.HandleAsync(lapse, Ct);

        await _world.RunAsync(end.AddHours(60));
        Assert.Equal(ExemptionState.EndedUnproven, (await _world.StateAsync()).State);

        await _world.Lapses.HandleAsync(lapse with { Until = end.AddHours(60), Revision = 2 }, Ct);
        await _world.RunAsync(end.AddHours(111));
        Assert.Equal(ExemptionState.EndedUnproven, (await _world.StateAsync()).State);
        await _world.RunAsync(end.AddHours(114));

        Assert.Equal((ExemptionState.Ended, ProofBasis.DocumentedBound), ((await _world.StateAsync()).State, (await _world.StateAsync()).Proof!.Value));
        Assert.Single((await _world.StateAsync()).History, line => line.What.Contains("a gap since the removal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogSource.ServicePrincipal, 10, null)] // another log
    [InlineData(LogSource.NonInteractiveUser, -30, -20)] // before the end
    [InlineData(LogSource.NonInteractiveUser, 10, 10)] // its rows were late
    public async Task A_gap_elsewhere_holds_up_nothing(LogSource source, int from, int? until)
    {
        var end = await ActivateAsync();
        await _world.Lapses.HandleAsync(new SourceLapsed(Given.Tenant, source, end.AddHours(from), 1) { Until = until is { } hours ? end.AddHours(hours) : null }, Ct);

        await _world.RunAsync(end.AddHours(53));

        Assert.Equal(ExemptionState.Ended, (await _world.StateAsync()).State);
    }

    [Fact]
    public async Task Every_step_is_in_the_ledger_once_and_names_no_person()
    {
        var end = await ActivateAsync();
        await _world.RunAsync(end.AddHours(60));

        var entries = await _world.LedgerAsync();

        Assert.Equal(
            ["exception-requested", "exception-approved", "exception-scheduled", "exclusion-add", "exclusion-add", "exception-notice", "exception-notice", "exception-notice",
                "exclusion-remove", "exclusion-remove", "exception-concluded"],
            entries.Select(entry => entry.Fact.Action));
        Assert.All(entries, entry => Assert.DoesNotContain("cccccccc", entry.ToString() + string.Join(',', entry.Fact.Details), StringComparison.Ordinal));
        Assert.StartsWith("person:", entries[0].Fact.Actor, StringComparison.Ordinal);
        Assert.Equal("system:exceptions", entries[^1].Fact.Actor);
    }

    [Fact]
    public async Task While_stopped_nothing_is_written_and_the_end_stays_visibly_overdue()
    {
        var end = await ActivateAsync();
        await _world.Brakes.HandleAsync(new StopWrites(Given.Tenant, "p", "incident", _world.Time.GetUtcNow()), Ct);

        await _world.RunAsync(end.AddHours(1));
        var overdue = await _world.StateAsync();
        Assert.True(_world.IsExcluded());
        Assert.Equal((ExemptionState.Expiring, true), (overdue.State, overdue.Outlived));
        Assert.Contains("stopped", overdue.Trouble!.Text, StringComparison.Ordinal);

        await _world.Brakes.HandleAsync(new ResumeWrites(Given.Tenant, "p", _world.Time.GetUtcNow()), Ct);
        await _world.RunForAsync(TimeSpan.FromMinutes(6));

        Assert.False(_world.IsExcluded());
        Assert.False((await _world.StateAsync()).Outlived);
        var findings = await _world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiEvents.Contracts.NhiJson.Default.FindingChanged);
        Assert.Equal([("NHI402", FindingState.Open), ("NHI402", FindingState.Withdrawn)], findings.Select(changed => (changed.Finding.FindingType, changed.Finding.State)));
    }

    [Fact]
    public async Task A_resume_that_is_older_than_the_stop_does_not_undo_it()
    {
        var now = _world.Time.GetUtcNow();
        await _world.Brakes.HandleAsync(new StopWrites(Given.Tenant, "p", "incident", now), Ct);

        await _world.Brakes.HandleAsync(new ResumeWrites(Given.Tenant, "p", now.AddSeconds(-1)), Ct);

        Assert.NotNull((await _world.BrakeRows.ReadAsync(Given.Tenant, Ct)).Stopped);
    }

    [Fact]
    public async Task In_observe_mode_planned_writes_are_shown_and_none_is_made()
    {
        await _world.PrepareAsync(ExceptionMode.Observe);
        var request = _world.RequestNow();
        await _world.AskAsync(request);
        await _world.ApproveAsync();

        await _world.RunAsync(request.End!.Value.AddDays(1));

        Assert.Empty(_world.GroupWrites);
        var ended = await _world.StateAsync();
        Assert.Equal((ExemptionState.Ended, ProofBasis.NeverActive), (ended.State, ended.Proof!.Value));
        Assert.Contains("The exclusion is not made: the mode of its policies is observe.", ended.History.Select(line => line.What));
    }

    [Fact]
    public async Task Who_becomes_privileged_after_the_grant_is_not_written_to_any_more()
    {
        var end = await ActivateAsync();
        _world.Tenant.Administration.Seed([new DirectoryRole { Id = "role", DisplayName = "Global Administrator", Privileged = true }]);
        _world.Tenant.Administration.AssignRole(Somebody, "role", Given.Account, "/");

        await _world.RunAsync(end.AddHours(2));

        Assert.Single(_world.GroupWrites);
        Assert.Contains("Global Administrator", (await _world.StateAsync()).Trouble!.Text, StringComparison.Ordinal);
        Assert.True((await _world.StateAsync()).Outlived);
    }

    [Fact]
    public async Task Without_its_guard_an_approved_exception_is_not_activated()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow());
        _world.Tenant.Administration.PutPolicy(Somebody, ExceptionsWorld.Guard, (ExceptionsCompany.GuardPolicy with { State = "disabled" }).ToString());
        await _world.ApproveAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(2)); // what was read for the request is too old now

        await _world.RunForAsync(TimeSpan.FromHours(1));
        Assert.Contains("guard policy 'Guard' is not enforced", (await _world.StateAsync()).Trouble!.Text, StringComparison.Ordinal);
        Assert.False(_world.IsExcluded());

        _world.Tenant.Administration.PutPolicy(Somebody, ExceptionsWorld.Guard, ExceptionsCompany.GuardPolicy.ToString());
        await _world.RunForAsync(TimeSpan.FromHours(1));
        Assert.True(_world.IsExcluded());
    }

    [Fact]
    public async Task After_three_days_off_what_is_due_is_done_with_one_notice_at_most()
    {
        var end = await ActivateAsync();
        await _world.RunAsync(end.AddDays(-8));
        _world.Time.AdvanceTo(end.AddDays(3));

        await _world.RunForAsync(TimeSpan.FromMinutes(1));

        var removed = await _world.StateAsync();
        Assert.False(_world.IsExcluded());
        Assert.Equal(["notice: 14 day(s) before the end"], removed.History.Where(line => line.What.StartsWith("notice", StringComparison.Ordinal)).Select(line => line.What));
    }

    /// <summary>The deadline's message is lost, and so is its row's: the next sign-in of the identity shows that the end was missed.</summary>
    [Fact]
    public async Task The_gate_on_use_enforces_an_end_that_every_timer_missed()
    {
        var end = await ActivateAsync();
        _world.Time.AdvanceTo(end.AddMinutes(3));
        foreach (var lost in await _world.Ports.Broker.ReceiveAsync(Queues.ExceptionsDue, 10, Ct))
        {
            await _world.Ports.Broker.CompleteAsync(lost, Ct);
        }

        await _world.Watch.HandleAsync(Given.SignIn(_world.Time.GetUtcNow(), "notApplied", true), Ct);
        Assert.True((await _world.StateAsync()).Outlived);
        await _world.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.False(_world.IsExcluded());
    }

    [Fact]
    public async Task A_lost_deadline_is_sent_again_by_the_sweep()
    {
        var end = await ActivateAsync();
        _world.Time.AdvanceTo(end.AddMinutes(11));
        foreach (var lost in await _world.Ports.Broker.ReceiveAsync(Queues.ExceptionsDue, 10, Ct))
        {
            await _world.Ports.Broker.CompleteAsync(lost, Ct);
        }

        await _world.Outbox.SweepAsync(Ct);
        await _world.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.False(_world.IsExcluded());
    }

    [Fact]
    public async Task Somebody_who_adds_himself_to_the_approvers_approves_nothing_for_a_day()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow());
        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Approvers, "dddddddd-0000-4000-8000-000000000001");

        await _world.ApproveAsync("dddddddd-0000-4000-8000-000000000001");

        var requested = await _world.StateAsync();
        Assert.Equal(ExemptionState.Requested, requested.State);
        Assert.Contains("24 hours are needed", requested.History[^1].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revocation_is_enforced_at_once_and_for_good()
    {
        await ActivateAsync();

        await _world.RevokeAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.False(_world.IsExcluded());
        Assert.Equal((ExemptionState.EndedUnproven, EndCause.Revoked), ((await _world.StateAsync()).State, (await _world.StateAsync()).Cause!.Value));
    }

    [Fact]
    public async Task One_identity_has_one_open_exception_per_policy()
    {
        await ActivateAsync();
        var second = _world.RequestNow() with { RequestId = "request-2" };

        await _world.AskAsync(second);
        await _world.RevokeAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(1));
        await _world.AskAsync(second with { RequestId = "request-3" });

        var states = (await _world.Exemptions.ReadOfAsync(new(Given.Tenant, Given.Account), Ct)).Select(row => row.Value.Exemption.State).Order();
        Assert.Equal([ExemptionState.Requested, ExemptionState.EndedUnproven], states);
    }

    /// <returns>Its end.</returns>
    private Task<DateTimeOffset> ActivateAsync() => _world.ActivateAsync();

    public void Dispose() => _world.Dispose();
}
