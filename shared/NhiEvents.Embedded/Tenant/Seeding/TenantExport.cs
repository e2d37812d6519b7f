using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Directory;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>A company as exports of its directory describe it, to be simulated: who is a person there, and who works for it unattended.</summary>
/// <remarks>An export does not say what an account is for: that is told as it is of logs, by kind and by name.</remarks>
public sealed class TenantExport
{
    public TenantExport(DirectoryExport directory)
    {
        Directory = directory;
        var objects = directory.Identities().Where(facts => facts.Id is not null).DistinctBy(facts => facts.Id, StringComparer.OrdinalIgnoreCase).OrderBy(facts => facts.Id, StringComparer.Ordinal).ToList();
        Users = [.. objects.Where(facts => facts.UserPrincipalName is not null)];
        Principals = [.. objects.Where(facts => facts.ServicePrincipalType is not null && facts.AppId is not null).DistinctBy(facts => facts.AppId, StringComparer.OrdinalIgnoreCase)];
        var own = directory.Applications.Select(application => application.AppId).ToHashSet(StringComparer.OrdinalIgnoreCase);
        TenantId = Principals.Where(facts => own.Contains(facts.AppId) && facts.AppOwnerTenantId is not null)
            .CountBy(facts => facts.AppOwnerTenantId!).OrderByDescending(owner => owner.Value).ThenBy(owner => owner.Key, StringComparer.Ordinal).Select(owner => owner.Key).FirstOrDefault();
    }

    /// <summary>The tenant that most of the registered applications belong to; null when the export does not tell.</summary>
    public string? TenantId { get; }

    /// <summary>Nothing that could sign in.</summary>
    public bool IsEmpty => Users.Count == 0 && Principals.Count == 0;

    internal DirectoryExport Directory { get; }

    /// <summary>By object id.</summary>
    internal IReadOnlyList<IdentityFacts> Users { get; }

    /// <summary>Service principals, by object id.</summary>
    internal IReadOnlyList<IdentityFacts> Principals { get; }

    internal IReadOnlySet<string> AppIds => Principals.Select(facts => facts.AppId!).ToHashSet(StringComparer.OrdinalIgnoreCase);

    internal bool HasPolicies => Directory.Policies.Count > 0;

    /// <summary>How many of either kind there are.</summary>
    public TenantSize SizeOf(long seed)
    {
        var people = Users.Count(user => KindOf(user) is UserKind.Person or UserKind.GuestPerson);
        return new TenantSize(people, Users.Count - people + Principals.Count(principal => !IsFirstParty(principal)), seed);
    }

    internal static bool IsFirstParty(IdentityFacts principal) => Recognised(ObjectForm.ServicePrincipal, principal) is IdentityKind.FirstPartyApplication;

    internal static UserKind KindOf(IdentityFacts user)
    {
        var kind = Recognised(ObjectForm.User, user);
        var isNamed = RowEvidence.ForAccount(user.UserPrincipalName, null, EvidenceRules.Shipped).Count > 0;
        return kind switch
        {
            IdentityKind.SyncAccount => UserKind.SyncAccount,
            IdentityKind.ResourceAccount => UserKind.ResourceAccount,
            IdentityKind.SharedMailbox => UserKind.SharedMailbox,
            IdentityKind.EnrolmentAccount => UserKind.EnrolmentAccount,
            IdentityKind.Robot => UserKind.Robot,
            _ when IsGuest(user) => isNamed ? UserKind.GuestAutomation : UserKind.GuestPerson,
            _ when isNamed => user.OnPremises is true ? UserKind.OnPremisesServiceAccount : UserKind.ServiceAccount,
            _ => UserKind.Person,
        };
    }

    internal static bool IsGuest(IdentityFacts user) => string.Equals(user.UserType, "Guest", StringComparison.OrdinalIgnoreCase) || user.UserPrincipalName!.Contains("#EXT#", StringComparison.OrdinalIgnoreCase);

    private static IdentityKind Recognised(ObjectForm form, IdentityFacts facts) =>
        KindTable.Shipped.KindOf(new KindSubject(form, "") { UserPrincipalName = facts.UserPrincipalName, DisplayName = facts.DisplayName, OwnerTenantId = facts.AppOwnerTenantId, Facts = facts });
}
