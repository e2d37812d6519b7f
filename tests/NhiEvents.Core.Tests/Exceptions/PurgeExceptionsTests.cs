using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>What is over of exceptions ends; what is open, and the ledger, stay.</summary>
public sealed class PurgeExceptionsTests : IDisposable
{
    private static readonly Actor Somebody = new("somebody", "somebody", IsUser: true);

    private static readonly RetentionOptions Kept = new();

    private readonly ExceptionsWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_ends_thirteen_months_after_the_exception_with_the_finding_about_its_use()
    {
        var end = await _world.ActivateAsync();
        await _world.Watch.HandleAsync(Given.SignIn(_world.Time.GetUtcNow(), "notApplied", passedByExclusion: true) with { IpAddress = "198.51.100.1" }, Ct);
        await _world.RunAsync(end.AddDays(3));
        Assert.Equal(ExemptionState.Ended, (await _world.StateAsync()).State);
        var over = (await _world.StateAsync()).OverSince!.Value;
        var (ledger, raised) = (await _world.LedgerAsync(), Assert.Single(await FindingsAsync("NHI403")));

        _world.Time.AdvanceTo(over + Kept.KeepEnded - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeForADayAsync());
        _world.Time.AdvanceTo(over + Kept.KeepEnded + TimeSpan.FromHours(1));
        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));

        Assert.Null(await _world.Exemptions.FindAsync(new ExemptionAddress(Given.Tenant, Given.Account), ExceptionsWorld.Id, Ct));
        Assert.DoesNotContain(_world.Ports.KeysOf("exemption"), key => key.StartsWith("~due|", StringComparison.Ordinal));
        Assert.Equal(ledger.Select(entry => entry.Hash), (await _world.LedgerAsync()).Select(entry => entry.Hash));
        var ended = (await FindingsAsync("NHI403"))[^1];
        Assert.Equal((raised.Finding.Id, FindingState.Withdrawn), (ended.Finding.Id, ended.Finding.State));
        Assert.True(ended.Revision > raised.Revision);
    }

    [Fact]
    public async Task An_exception_that_is_open_stays_however_old_it_is()
    {
        await _world.ActivateAsync();
        _world.Time.Advance(Kept.KeepEnded * 3);

        Assert.Equal(0, await PurgeForADayAsync()); // overdue: it has not been enforced

        Assert.Equal(ExemptionState.Active, (await _world.StateAsync()).State);
    }

    [Fact]
    public async Task A_refusal_is_forgotten_as_late()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow() with { Reason = null });
        Assert.Contains(_world.Ports.KeysOf("exemption"), RefusalRow.Is);
        _world.Time.Advance(Kept.KeepEnded + TimeSpan.FromHours(1));

        Assert.Equal(1, await PurgeForADayAsync());

        Assert.DoesNotContain(_world.Ports.KeysOf("exemption"), RefusalRow.Is);
    }

    [Fact]
    public async Task A_withdrawn_finding_is_forgotten_thirteen_months_after_its_end_an_open_one_never_and_the_same_is_found_again()
    {
        await _world.PrepareAsync();
        await _world.ReconcileAsync();
        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);
        await _world.ReconcileAsync();
        _world.Time.Advance(Kept.KeepEnded * 2);
        Assert.Equal(0, await PurgeForADayAsync());

        _world.Tenant.Administration.RemoveMember(Somebody, ExceptionsWorld.Group, Given.Account);
        await _world.ReconcileAsync();
        _world.Time.Advance(Kept.KeepEnded - TimeSpan.FromDays(1));
        Assert.Equal(0, await PurgeForADayAsync());
        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));
        Assert.DoesNotContain(_world.Ports.KeysOf("drift"), key => key.StartsWith("drift|", StringComparison.Ordinal));

        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);
        await _world.ReconcileAsync();
        var told = await FindingsAsync("NHI401");
        Assert.Equal([FindingState.Open, FindingState.Withdrawn, FindingState.Open], told.Select(one => one.Finding.State));
        Assert.Single(told.Select(one => one.Finding.Id).Distinct());
        Assert.Equal(told.OrderBy(one => one.Revision), told); // whoever remembers the old one hears of the new one
    }

    public void Dispose() => _world.Dispose();

    private Task<int> PurgeForADayAsync() =>
        _world.Time.PurgeForADayAsync(new PurgeExceptionsHandler(_world.Exemptions, new HourlyShare(_world.Ports.Faults, _world.Outbox, _world.Time), Options.Create(Kept), _world.Time).HandleAsync);

    private async Task<IReadOnlyList<FindingChanged>> FindingsAsync(string number) =>
        [.. (await _world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Where(one => one.Finding.FindingType == number)];
}
