using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Requests;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>What is told in advance is what the slice decides; and what it announces is what it has on record.</summary>
public sealed class ForecastTests : IDisposable
{
    private static readonly KnownIdentity Known = new(IdentityKind.ServiceAccount, false, [], [], 0);

    private readonly ExceptionsWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.0.2.0/28", 20)]
    [InlineData("192.0.2.0/28", 40)]
    [InlineData("203.0.113.0/28", 2)]
    [InlineData("203.0.113.0/28", 20)]
    [InlineData("0.0.0.0/0", 20)]
    public async Task The_forecast_is_the_decision(string network, int days)
    {
        await _world.PrepareAsync();
        var terms = await TermsAsync();
        var request = _world.RequestNow(days) with { Networks = [network] };

        var forecast = RequestForecast.Of(request, terms, Known, _world.Time.GetUtcNow());
        await _world.AskAsync(request);

        var refused = (await AnnouncedAsync(ExemptionRefused.Kind, NhiJson.Default.ExemptionRefused)).SelectMany(one => one.Faults);
        Assert.Equal(refused, forecast.Faults.Select(fault => fault.Text));
        if (forecast.Faults.Count == 0)
        {
            Assert.Equal((await _world.StateAsync()).ApprovalsNeeded, forecast.ApprovalsNeeded);
        }
    }

    [Fact]
    public void Without_limits_only_what_is_always_wrong_is_a_fault()
    {
        var faults = RequestForecast.Of(Given.Request with { Networks = ["0.0.0.0/0", "nowhere"], End = Given.Now.AddYears(3), Reason = null, OwnerId = null }, null, Known, Given.Now);

        Assert.Equal(["networkUnreadable", "ownerMissing", "reasonMissing"], faults.Faults.Select(fault => fault.Code).Order(StringComparer.Ordinal));
        Assert.Equal((null, null), (faults.Longest, faults.ApprovalsNeeded));
    }

    [Theory]
    [InlineData(IdentityKind.ManagedIdentity, "managedIdentity")]
    [InlineData(IdentityKind.VendorApplication, "foreignPrincipal")]
    public void What_no_exception_helps_is_told_at_once(IdentityKind kind, string code)
    {
        Assert.Contains(code, RequestForecast.Of(Given.Request, null, Known with { Kind = kind }, Given.Now).Faults.Select(fault => fault.Code));
    }

    [Fact]
    public async Task Terms_are_told_when_they_change_and_once_a_day()
    {
        await _world.PrepareAsync();
        var first = await TermsAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        var within = await TermsAsync();
        _world.Time.Advance(TimeSpan.FromDays(1));
        var later = await TermsAsync();

        Assert.Equal(first.At, within.At);
        Assert.True(later.At > first.At);
        var policy = first.Policies.Single(policy => policy.Id == Given.Policy);
        Assert.Equal((true, ExclusionMechanism.Group, null, "192.0.2.0/24"), (policy.Enforced, policy.ForUsers, policy.ForPrincipals, Assert.Single(Assert.Single(policy.Guards))));
        Assert.Equal(TimeSpan.FromDays(30), first.Limits.Standard);
    }

    [Fact]
    public async Task An_announcement_holds_the_whole_record()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow());
        await _world.ApproveAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(5));

        var last = (await AnnouncedAsync(ExemptionChanged.Kind, NhiJson.Default.ExemptionChanged)).MaxBy(change => change.Revision)!;
        var record = await _world.StateAsync();

        Assert.Equal((record.State, record.End, record.Reason, record.People.Requester, record.Guarded), (last.State, last.End, last.Details!.Reason, last.Details.Requester, last.Details.Guarded));
        Assert.Equal(record.History.Select(line => line.What), last.Details.History.Select(step => step.What));
        Assert.Equal(record.Approvals.Select(approval => approval.PersonId), last.Details.Approvals.Select(approval => approval.PersonId));
    }

    [Fact]
    public async Task Whoever_asked_is_told_that_they_cannot_approve()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow());
        var last = Assert.Single(await AnnouncedAsync(ExemptionChanged.Kind, NhiJson.Default.ExemptionChanged));

        Assert.Contains("another person", Assert.Single(WordForecast.OfApproval(last, ExceptionsWorld.RequesterAccount, null, _world.Time.GetUtcNow())), StringComparison.Ordinal);
        Assert.Empty(WordForecast.OfApproval(last, ExceptionsWorld.ApproverAccount, null, _world.Time.GetUtcNow()));
    }

    public void Dispose() => _world.Dispose();

    private async Task<ExceptionTerms> TermsAsync()
    {
        await _world.SayAsync(() => _world.Reconcile.HandleAsync(new ReconcileExclusions(Given.Tenant, _world.Time.GetUtcNow()), Ct));
        return (await AnnouncedAsync(ExceptionTerms.Kind, NhiJson.Default.ExceptionTerms))[^1];
    }

    private async Task<IReadOnlyList<T>> AnnouncedAsync<T>(string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        [.. (await _world.Ports.ReceivedAsync($"{Topics.Changes}/{Subscriptions.PortalExceptions}")).Where(message => message.Kind == kind).Select(message => JsonSerializer.Deserialize(message.Body.Span, type)!)];
}
