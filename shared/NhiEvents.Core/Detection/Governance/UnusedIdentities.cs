using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>NHI406: applications that nobody uses in any of the ways in which an application is used. Pure.</summary>
/// <remarks>
/// A conclusion from silence: it needs Graph's report of sign-in activities, the age of the object and whether people sign in to it with SAML. What is not known makes no finding. The day
/// on which it is asked is that of the report, not of a clock.
/// </remarks>
public static class UnusedIdentities
{
    private static readonly Remedy Disable = new(
        "Disable it, and delete it a month later",
        [
            "Ask the owner, and think of jobs that run once a quarter or once a year.",
            "Microsoft Entra admin center: Enterprise applications, the application, Properties, Enabled for users to sign-in: No.",
            "When nobody has missed it for a month, delete the service principal; of an own application its registration too.",
        ]);

    /// <param name="facts">What the directory says.</param>
    /// <param name="known">What the logs show.</param>
    /// <param name="tenantId">Whose they are; that of the logs when it is not given.</param>
    public static IEnumerable<Finding> Of(IEnumerable<IdentityFacts> facts, IReadOnlyCollection<IdentitySummary> known, DetectionOptions options, KindTable kinds, string? tenantId = null)
    {
        var tenant = tenantId ?? known.Select(identity => identity.TenantId).Order(StringComparer.Ordinal).FirstOrDefault() ?? Events.SignInReader.UnknownTenant;
        var seen = known.ToLookup(identity => identity.Identity.Id, StringComparer.OrdinalIgnoreCase);
        return facts.Where(one => one.Id is not null)
            .DistinctBy(one => one.Id, StringComparer.OrdinalIgnoreCase)
            .Select(one => (Facts: one, Known: seen[one.Id!].FirstOrDefault()))
            .Where(one => IsUnused(one.Facts, one.Known?.LastSeen, options.UnusedAfter))
            .Select(one => (one.Facts, one.Known, Kind: one.Known?.Identity.Kind ?? KindOf(one.Facts, tenant, kinds)))
            .Where(one => one.Kind is not IdentityKind.FirstPartyApplication)
            .Select(one => Show(one.Known?.TenantId ?? tenant, one.Facts, one.Known, one.Kind, options.UnusedAfter));
    }

    /// <summary>All that could show a use is known, and none does.</summary>
    internal static bool IsUnused(IdentityFacts facts, DateTimeOffset? lastSeen, TimeSpan after) =>
        facts is { Activity: { } activity, CreatedAt: { } created, Saml: false, ServicePrincipalType: not null, AccountEnabled: not false }
        && created <= activity.ReadAt - after
        && Uses(activity).Append(lastSeen).All(use => !(use > activity.ReadAt - after));

    private static IEnumerable<DateTimeOffset?> Uses(ActivityFacts activity) => [activity.AppOnlyClient, activity.AppOnlyResource, activity.DelegatedClient, activity.DelegatedResource];

    private static Finding Show(string tenant, IdentityFacts facts, IdentitySummary? known, IdentityKind kind, TimeSpan after)
    {
        var (id, activity) = (facts.Id!.ToLowerInvariant(), facts.Activity!);
        var last = Uses(activity).Append(known?.LastSeen).Max();
        var name = known?.Identity.DisplayName ?? facts.DisplayName ?? id;
        return new Finding(
            MessageIds.From("finding", tenant, id, FindingNumbers.Unused),
            FindingNumbers.Unused,
            "unused",
            CriticalityTable.Weigh(Severity.Medium, known?.Criticality ?? facts.Criticality),
            known?.Identity ?? new IdentityRef(id, kind, name) { AppId = facts.AppId },
            known?.Owner ?? facts.Owner ?? FindingText.UnknownOwner,
            $"{CommandText.Quoted(name)} was created on {Day(facts.CreatedAt!.Value)} and {(last is { } used ? $"last used on {Day(used)}" : "never used since")}: neither as a client nor as a resource, neither by itself nor for users, for more than {after.TotalDays.ToString(CultureInfo.InvariantCulture)} days before {Day(activity.ReadAt)}. Whoever finds its credentials has what it may do.",
            new Evidence([], [], [], [], [], [], known?.Evidence ?? [kind is IdentityKind.ManagedIdentity ? EvidenceKinds.ManagedIdentity : EvidenceKinds.ServicePrincipal]),
            [Disable],
            [Standards.ImproperOffboarding, Standards.AccessControl],
            last ?? facts.CreatedAt!.Value,
            activity.ReadAt,
            1,
            FindingState.Open)
        {
            Criticality = known?.Criticality ?? facts.Criticality,
        };
    }

    private static IdentityKind KindOf(IdentityFacts facts, string tenant, KindTable kinds) => kinds.KindOf(new KindSubject(
        facts.ServicePrincipalType == "ManagedIdentity" ? ObjectForm.ManagedIdentity : ObjectForm.ServicePrincipal, tenant)
    {
        DisplayName = facts.DisplayName,
        OwnerTenantId = facts.AppOwnerTenantId,
        Facts = facts,
    });

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
