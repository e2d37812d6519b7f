using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>What people look at again: standing exceptions every half year, suspended ones when their guard is mended, notices before an end.</summary>
public sealed class ReviewTests : IDisposable
{
    private static readonly Actor Somebody = new("x", "somebody", IsUser: true);

    private readonly ExceptionsWorld _world = new(options: new ExemptionOptions
    {
        ApproverGroupId = ExceptionsWorld.Approvers,
        ProtectedIds = [ExceptionsWorld.Protected],
        StructuralIds = [Given.Account],
        Policies = ExceptionsWorld.Settings().Policies,
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_standing_exception_is_announced_missed_and_stands_again_after_two_persons_have_looked()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow() with { ExemptionKind = ExemptionKind.Standing, End = null, Networks = [], AppIds = [] });
        await _world.ApproveAsync();
        await _world.ApproveAsync(ExceptionsWorld.SecondApprover);
        await _world.RunForAsync(TimeSpan.FromMinutes(1));
        var standing = await _world.StateAsync();
        Assert.Equal((ExemptionState.Active, ExclusionMechanism.RecordOnly, null), (standing.State, standing.Mechanism, standing.End));
        var review = standing.ReviewBy!.Value;

        await _world.ApproveAsync(); // delivered once more: half a year before its time that is no review
        await _world.RunAsync(review.AddHours(1));
        var missed = await _world.StateAsync();
        Assert.True(missed.Outlived);
        Assert.Equal((14, 7, 1), (NoticesBefore(14), NoticesBefore(7), NoticesBefore(1)));

        await _world.ApproveAsync();
        await _world.ApproveAsync();
        Assert.True((await _world.StateAsync()).Outlived, "one person is not two");
        await _world.ApproveAsync(ExceptionsWorld.SecondApprover);
        var reviewed = await _world.StateAsync();

        Assert.Equal((ExemptionState.Active, false, _world.Time.GetUtcNow().AddDays(180)), (reviewed.State, reviewed.Outlived, reviewed.ReviewBy!.Value));
        Assert.Equal(
            ["exception-requested", "exception-approved", "exception-approved", "exception-scheduled", "exception-recorded", "exception-notice", "exception-notice", "exception-notice", "exception-review-missed",
                "exception-reviewed", "exception-reviewed"],
            (await _world.LedgerAsync()).Select(entry => entry.Fact.Action));
        Assert.Empty(_world.GroupWrites);

        int NoticesBefore(int days) => missed.History.Any(line => line.What.StartsWith($"notice: {days} day(s)", StringComparison.Ordinal) && line.At == review.AddDays(-days)) ? days : 0;
    }

    [Fact]
    public async Task A_suspended_exception_comes_back_when_an_approver_says_so_and_the_guard_holds()
    {
        await ActivateAsync();
        SetGuard("disabled");
        await _world.ReconcileAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((ExemptionState.Suspended, false), ((await _world.StateAsync()).State, _world.IsExcluded()));

        await _world.ApproveAsync(ExceptionsWorld.OwnerAccount);
        Assert.Equal(ExemptionState.Suspended, (await _world.StateAsync()).State);
        await _world.ApproveAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.False(_world.IsExcluded(), "its guard does not hold yet");

        SetGuard("enabled");
        await _world.RunForAsync(TimeSpan.FromMinutes(30));
        Assert.Equal((ExemptionState.Active, true), ((await _world.StateAsync()).State, _world.IsExcluded()));
    }

    [Fact]
    public async Task A_notice_says_what_passes_only_by_the_exception_and_what_will_be_asked_without_it()
    {
        var end = await ActivateAsync();
        foreach (var day in new[] { 1, 1, 2, 3 })
        {
            await _world.Watch.HandleAsync(Given.SignIn(_world.Time.GetUtcNow().AddDays(day), "notApplied", true), Ct);
        }

        await _world.RunAsync(end.AddDays(-13));

        var notice = Assert.Single(await _world.Ports.ReceivedAsync($"{Topics.Changes}/{Subscriptions.PortalExceptions}", NhiJson.Default.ExemptionChanged), changed => changed.Text?.StartsWith("Ends in", StringComparison.Ordinal) == true);
        Assert.Contains("797f4846-ba00-4fd7-ba43-dac1f8f63013 from 192.0.2.5 on 3 day(s)", notice.Text, StringComparison.Ordinal);
        Assert.Contains("Without it: policy 'Require MFA' asks for mfa.", notice.Text, StringComparison.Ordinal);
        Assert.True(notice.NeedsPerson);
    }

    public void Dispose() => _world.Dispose();

    private Task<DateTimeOffset> ActivateAsync() => _world.ActivateAsync();

    private void SetGuard(string state) => _world.Tenant.Administration.PutPolicy(Somebody, ExceptionsWorld.Guard, (ExceptionsCompany.GuardPolicy with { State = state }).ToString());
}
