using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Readings of every way out: day 0, what is made by hand, what is lost, and the guards.</summary>
public sealed class ReconcileTests : IDisposable
{
    private static readonly Actor Somebody = new("somebody", "somebody", IsUser: true);

    private readonly ExceptionsWorld _world;

    public ReconcileTests()
        : this(ShadowReaction.Report)
    {
    }

    private ReconcileTests(ShadowReaction reaction)
    {
        var settings = ExceptionsWorld.Settings();
        _world = new ExceptionsWorld(options: new ExemptionOptions
        {
            ApproverGroupId = settings.ApproverGroupId,
            ProtectedIds = settings.ProtectedIds,
            Policies = settings.Policies,
            ShadowReaction = reaction,
        });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_there_on_day_0_is_no_finding()
    {
        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);
        await _world.PrepareAsync();

        await ReconcileAsync();
        await ReconcileAsync();

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task A_member_added_by_hand_is_raised_with_its_author_and_withdrawn_when_it_is_gone()
    {
        await _world.PrepareAsync();
        await ReconcileAsync();
        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);
        await _world.Changes.HandleAsync(Added("audit-1", _world.Time.GetUtcNow()), Ct);

        await ReconcileAsync();
        var raised = Assert.Single(await FindingsAsync());
        Assert.Equal(("NHI401", FindingState.Open, Given.Account), (raised.FindingType, raised.State, raised.Identity.Id));
        Assert.Contains("Made by account somebody", raised.Cause, StringComparison.Ordinal);

        _world.Tenant.Administration.RemoveMember(Somebody, ExceptionsWorld.Group, Given.Account);
        await ReconcileAsync();
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await FindingsAsync()).Select(finding => finding.State));
    }

    [Fact]
    public async Task An_author_who_becomes_known_later_is_added_to_the_finding()
    {
        await _world.PrepareAsync();
        await ReconcileAsync();
        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);
        var at = _world.Time.GetUtcNow();
        await ReconcileAsync();

        await _world.Changes.HandleAsync(Added("audit-1", at), Ct);
        await ReconcileAsync();

        Assert.Equal([false, true], (await FindingsAsync()).Select(finding => finding.Cause.Contains("somebody", StringComparison.Ordinal)));
        Assert.Single((await FindingsAsync()).Select(finding => finding.Id).Distinct());
    }

    [Fact]
    public async Task People_and_protected_identities_are_not_raised()
    {
        await _world.PrepareAsync();
        await ReconcileAsync();

        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, ExceptionsWorld.OwnerAccount);
        await ReconcileAsync();

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task A_guard_that_is_weakened_suspends_the_exception_and_is_critical()
    {
        await ActivateAsync();
        _world.Tenant.Administration.PutPolicy(Somebody, ExceptionsWorld.Guard, (ExceptionsCompany.GuardPolicy with { State = "disabled" }).ToString());

        await ReconcileAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.False(_world.IsExcluded());
        Assert.Equal(ExemptionState.Suspended, (await _world.StateAsync()).State);
        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal(("NHI404", Severity.Critical), (finding.FindingType, finding.Severity));
    }

    [Fact]
    public async Task An_active_exception_whose_exclusion_somebody_took_away_is_raised()
    {
        await ActivateAsync();
        await ReconcileAsync();
        _world.Tenant.Administration.RemoveMember(Somebody, ExceptionsWorld.Group, Given.Account);

        await ReconcileAsync();

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal("NHI404", finding.FindingType);
        Assert.Contains("its exclusion is gone", finding.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_somebody_undoes_is_enforced_again()
    {
        var end = await ActivateAsync();
        await _world.RunAsync(end.AddMinutes(10));
        Assert.False(_world.IsExcluded());
        _world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);

        await ReconcileAsync();
        Assert.True((await _world.StateAsync()).Outlived);
        await _world.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.False(_world.IsExcluded());
    }

    [Theory]
    [InlineData(ShadowReaction.Retroactive)]
    [InlineData(ShadowReaction.Remove)]
    public async Task An_exclusion_made_by_hand_ends_where_the_settings_say_so(ShadowReaction reaction)
    {
        using var test = new ReconcileTests(reaction);
        var world = test._world;
        await world.PrepareAsync();
        await test.ReconcileAsync();
        world.Tenant.Administration.AddMember(Somebody, ExceptionsWorld.Group, Given.Account);

        await test.ReconcileAsync();
        await world.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(reaction is ShadowReaction.Retroactive, world.IsExcluded());
        await world.RunForAsync(TimeSpan.FromDays(8));

        Assert.False(world.IsExcluded());
        Assert.True(world.IsExcluded(ExceptionsWorld.Protected));
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Some minutes later, as often as Entra's limit makes it wait.</summary>
    private Task ReconcileAsync() => _world.ReconcileAsync();

    private async Task<DateTimeOffset> ActivateAsync()
    {
        await _world.PrepareAsync();
        await ReconcileAsync();
        var request = _world.RequestNow();
        await _world.AskAsync(request);
        await _world.ApproveAsync();
        await _world.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.True(_world.IsExcluded());
        return request.End!.Value;
    }

    private async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        [.. (await _world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Select(changed => changed.Finding).Where(finding => finding.FindingType is "NHI401" or "NHI404")];

    private static DirectoryChanged Added(string id, DateTimeOffset at) => new(
        Given.Tenant, "key-" + id, id, at, "Add member to group", "GroupManagement", "success", new DirectoryActor(ActorKind.User) { Id = "somebody" },
        [new ChangedObject("User", [new ChangedProperty("Group.ObjectID") { NewValue = $"\"{ExceptionsWorld.Group}\"" }]) { Id = Given.Account }, new ChangedObject("Group", []) { Id = ExceptionsWorld.Group }]);
}
