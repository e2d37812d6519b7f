using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Two approvers decide at the same time: the first word holds, and the second one is told so, once.</summary>
public sealed class LateWordTests : IDisposable
{
    private readonly ExceptionsWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, ExemptionState.Approved, "denial too late: It is decided already")]
    [InlineData(false, ExemptionState.Denied, "approval too late: It is denied already.")]
    public async Task Approve_and_deny_have_one_outcome_and_both_are_told(bool approveFirst, ExemptionState outcome, string told)
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow());

        for (var times = 0; times < 2; times++)
        {
            foreach (var approves in new[] { approveFirst, !approveFirst })
            {
                await (approves ? _world.ApproveAsync() : DenyAsync());
            }
        }

        var state = await _world.StateAsync();
        Assert.Equal(outcome, state.State);
        Assert.Single(state.History, line => line.What.StartsWith(told, StringComparison.Ordinal));
        Assert.Single(state.History, line => line.What is "approved" or "denied");
    }

    public void Dispose() => _world.Dispose();

    private Task DenyAsync() => _world.SayAsync(() => _world.Decisions.HandleAsync(new DenyExemption(Given.Tenant, Given.Account, ExceptionsWorld.Id, ExceptionsWorld.SecondApprover), Ct));
}
