using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.Retention;
using NhiEvents.Core.Identities.Directory;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI406: nobody uses it in any way, and all that could show a use is known.</summary>
public sealed class UnusedIdentitiesTests
{
    private static readonly DateTimeOffset Read = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly IdentityFacts Forgotten = new()
    {
        Id = SignIns.Principal,
        AppId = "55555555-0000-4000-8000-000000000001",
        DisplayName = "Old import",
        ServicePrincipalType = "Application",
        CreatedAt = Read.AddDays(-400),
        Saml = false,
        Activity = new ActivityFacts(Read) { AppOnlyClient = Read.AddDays(-200) },
    };

    public static TheoryData<string, Func<IdentityFacts, IdentityFacts>> Uses => new()
    {
        { "app-only client", facts => facts with { Activity = facts.Activity! with { AppOnlyClient = Read.AddDays(-89) } } },
        { "app-only resource", facts => facts with { Activity = facts.Activity! with { AppOnlyResource = Read.AddDays(-89) } } },
        { "delegated client", facts => facts with { Activity = facts.Activity! with { DelegatedClient = Read.AddDays(-89) } } },
        { "delegated resource", facts => facts with { Activity = facts.Activity! with { DelegatedResource = Read.AddDays(-89) } } },
        { "saml", facts => facts with { Saml = true } },
        { "saml unknown", facts => facts with { Saml = null } },
        { "young", facts => facts with { CreatedAt = Read.AddDays(-89) } },
        { "age unknown", facts => facts with { CreatedAt = null } },
        { "activity unknown", facts => facts with { Activity = null } },
        { "disabled", facts => facts with { AccountEnabled = false } },
        { "Microsoft's own", facts => facts with { AppOwnerTenantId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a" } },
    };

    [Fact]
    public void Nobody_uses_it_for_90_days_is_NHI406_and_says_when_it_was_used_last()
    {
        var finding = Assert.Single(Find(Forgotten with { Owner = "Finance" }));

        Assert.Equal(("NHI406", "unused", Severity.Medium, "Finance"), (finding.FindingType, finding.Name, finding.Severity, finding.Owner));
        Assert.Contains("last used on 2025-08-13", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("never used since", Assert.Single(Find(Forgotten with { Activity = new ActivityFacts(Read) })).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void A_use_of_any_kind_or_something_unknown_makes_none(string what, Func<IdentityFacts, IdentityFacts> change)
    {
        Assert.NotEmpty(what);
        Assert.Empty(Find(change(Forgotten)));
    }

    [Fact]
    public void A_sign_in_in_the_logs_counts_as_a_use_and_the_limit_is_a_setting()
    {
        var seen = new IdentitySummary(new IdentityRef(SignIns.Principal, IdentityKind.ServicePrincipal, "Old import"), SignIns.Tenant, "unknown", [], Read.AddDays(-300), Read.AddDays(-10), 5, 0, []);

        Assert.Empty(UnusedIdentities.Of([Forgotten], [seen], new DetectionOptions(), KindTable.Shipped));
        Assert.Single(UnusedIdentities.Of([Forgotten], [seen with { LastSeen = Read.AddDays(-100) }], new DetectionOptions(), KindTable.Shipped));
        Assert.Empty(UnusedIdentities.Of([Forgotten], [], new DetectionOptions { UnusedAfter = TimeSpan.FromDays(201) }, KindTable.Shipped));
    }

    [Fact]
    public void The_exports_of_Microsoft_Graph_are_read_and_who_is_not_in_the_report_was_not_used()
    {
        var export = new DirectoryExport();
        var faults = DirectoryReader.Read(Encoding.UTF8.GetBytes("""
            {"value":[
              {"id":"10000000-0000-4000-8000-000000000001","appId":"20000000-0000-4000-8000-000000000001","displayName":"Busy","servicePrincipalType":"Application","createdDateTime":"2020-01-01T00:00:00Z","preferredSingleSignOnMode":null,"appRoleAssignments":[{"appRoleId":"9e3f62cf-ca9d-4989-b6ce-bf83c28f9fe8"}]},
              {"id":"10000000-0000-4000-8000-000000000002","appId":"20000000-0000-4000-8000-000000000002","displayName":"Forgotten","servicePrincipalType":"Application","createdDateTime":"2020-01-01T00:00:00Z","preferredSingleSignOnMode":null},
              {"id":"MjAwMDA","appId":"20000000-0000-4000-8000-000000000001","applicationAuthenticationClientSignInActivity":{"lastSignInDateTime":"2026-02-28T10:00:00Z"},"delegatedClientSignInActivity":null,"lastSignInActivity":{"lastSignInDateTime":"2026-02-28T10:00:00Z"}}]}
            """), export);

        Assert.Empty(faults);
        Assert.Equal(["9e3f62cf-ca9d-4989-b6ce-bf83c28f9fe8"], export.Identities()[0].AppRoles);
        Assert.Equal("10000000-0000-4000-8000-000000000002", Assert.Single(Find([.. export.Identities()])).Identity.Id);
    }

    [Fact]
    public async Task A_running_system_announces_it_once_and_takes_it_back_when_it_is_used_and_waits_while_a_log_is_silent()
    {
        using var world = new DetectionWorld(Read);
        await world.DeliverAsync(SignIns.User(-60, 0)); // the tenant is known
        var facts = new FactsRepository(world.Ports.Faults, world.Outbox);
        await facts.SaveAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, FactsSources.Directory, "1", Forgotten), default);
        var review = new ReviewUnusedHandler(world.Ports.Faults, world.Identities, world.Outbox, Microsoft.Extensions.Options.Options.Create(new DetectionOptions()), world.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<ReviewUnusedHandler>.Instance);

        await review.HandleAsync(default);
        await review.HandleAsync(default);
        Assert.Equal([(FindingState.Open, 0L)], await SaidAsync());
        Assert.Equal(Find(Forgotten).Single().Identity, (await world.AnnouncedAsync())[^1].Finding.Identity);

        await facts.SaveAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, FactsSources.Directory, "2", Forgotten with { Activity = new ActivityFacts(Read.AddDays(1)) { AppOnlyClient = Read } }), default);
        await LapseAsync(null);
        await review.HandleAsync(default);
        Assert.Single(await SaidAsync());

        await LapseAsync(Read.AddHours(5));
        await review.HandleAsync(default);
        Assert.Equal([(FindingState.Open, 0L), (FindingState.Withdrawn, 1L)], await SaidAsync());

        var purge = new PurgeGovernanceHandler(
            world.Ports.Faults, world.Identities, world.Outbox, new HourlyShare(world.Ports.Faults, world.Outbox, world.Time), Microsoft.Extensions.Options.Options.Create(new DetectionOptions()), world.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<PurgeGovernanceHandler>.Instance);
        world.Time.Advance(new DetectionOptions().KeepFindings - TimeSpan.FromDays(1));
        Assert.Equal(0, await world.Time.PurgeForADayAsync(purge.HandleAsync));
        Assert.Equal((1, 0), (await world.Time.PurgeForADayAsync(purge.HandleAsync), await world.Time.PurgeForADayAsync(purge.HandleAsync)));
        Assert.Empty(world.Ports.KeysOf("unused"));

        async Task<IEnumerable<(FindingState, long)>> SaidAsync() => (await world.AnnouncedAsync()).Where(changed => changed.Finding.FindingType == "NHI406").Select(changed => (changed.Finding.State, changed.Revision - Read.ToUnixTimeSeconds()));

        async Task LapseAsync(DateTimeOffset? until)
        {
            var found = (await world.Identities.Coverage.ReadSourcesAsync(SignIns.Tenant, default)) is [var one, ..] ? one : null;
            var changes = new StateChanges(SignIns.Tenant, CoverageRepository.Kind, CoverageRepository.Aggregate);
            changes.Save("source|" + LogSource.ServicePrincipal, new SourceStatus(LogSource.ServicePrincipal, Read) { Lapses = [new SourceLapse(Read, until)] }, found, DetectionJson.Default.SourceStatus);
            await world.Outbox.CommitAsync(changes, default);
        }
    }

    private static IReadOnlyList<Finding> Find(params IReadOnlyList<IdentityFacts> facts) => [.. UnusedIdentities.Of(facts, [], new DetectionOptions(), KindTable.Shipped)];
}
