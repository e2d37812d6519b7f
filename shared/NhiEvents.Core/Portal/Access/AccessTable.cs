using System.Collections.Frozen;

namespace NhiEvents.Core.Portal.Access;

/// <summary>Who may do what: the one table. What is not in it nobody may do.</summary>
public static class AccessTable
{
    private static readonly PortalRole[] All = Enum.GetValues<PortalRole>();

    /// <summary>Shows or changes what is about no single identity.</summary>
    private static readonly FrozenSet<string> WholeTenant = FrozenSet.Create(
        StringComparer.Ordinal,
        "ShowSystem", "StopWrites", "ResumeWrites", "ChangeMode", "ShowExceptionImport", "ListCampaigns", "ListCampaignMembers", "RunCampaign", "ListLedger", "CheckLedger", "ExportLedger", "ShowReview",
        "ListDeadLetters", "ReplayDeadLetter");

    /// <summary>Who reads the ledger: whoever takes evidence from it, and whoever runs the system.</summary>
    private static readonly PortalRole[] Auditors = [PortalRole.Auditor, PortalRole.Investigator, PortalRole.Administrator];

    private static readonly PortalRole[] AllButOwners = [.. All.Where(role => role is not PortalRole.Owner)];

    private static readonly PortalRole[] Askers = [PortalRole.Owner, PortalRole.Operator];

    /// <summary>Who may ask for a rotation, and hold one: that is the safe direction.</summary>
    private static readonly PortalRole[] Changers = [PortalRole.Operator, PortalRole.Approver, PortalRole.Administrator];

    /// <summary>By function name.</summary>
    private static readonly FrozenDictionary<string, PortalRole[]> Roles = new Dictionary<string, PortalRole[]>(StringComparer.Ordinal)
    {
        ["ShowMe"] = All,
        ["ShowNow"] = All,
        ["ShowFeed"] = All,
        ["ListIdentities"] = All,
        ["ShowIdentity"] = All,
        ["ListFindings"] = All,
        ["ShowFinding"] = All,
        ["MuteFinding"] = Changers,
        ["UnmuteFinding"] = Changers,
        ["ShowSystem"] = AllButOwners,
        ["StopWrites"] = [PortalRole.Operator, PortalRole.Approver, PortalRole.Administrator],
        ["ResumeWrites"] = [PortalRole.Administrator],
        ["ChangeMode"] = [PortalRole.Administrator],
        ["ListExceptions"] = All,
        ["ShowException"] = All,
        ["ShowExceptionTerms"] = All,
        ["ShowExceptionImport"] = AllButOwners,
        ["PreviewException"] = Askers,
        ["RequestException"] = Askers,
        ["ExtendException"] = Askers,
        ["ApproveException"] = [PortalRole.Approver],
        ["DenyException"] = [PortalRole.Approver],
        ["RevokeException"] = [.. Askers, PortalRole.Approver, PortalRole.Administrator],
        ["ListRotations"] = All,
        ["ShowRotation"] = All,
        ["StartRotation"] = Changers,
        ["HoldRotation"] = Changers,
        ["ResumeRotation"] = [PortalRole.Approver, PortalRole.Administrator],
        ["AbortRotation"] = [PortalRole.Approver, PortalRole.Administrator],
        ["ListCampaigns"] = AllButOwners,
        ["ListCampaignMembers"] = AllButOwners,
        ["RunCampaign"] = [PortalRole.Operator, PortalRole.Administrator],
        ["ListTickets"] = All,
        ["ListLedger"] = Auditors,
        ["CheckLedger"] = Auditors,
        ["ExportLedger"] = Auditors,
        ["ShowReview"] = Auditors,
        ["ListDeadLetters"] = [PortalRole.Operator, PortalRole.Administrator],
        ["ReplayDeadLetter"] = [PortalRole.Operator, PortalRole.Administrator],
        ["ListCases"] = All,
        ["ShowCase"] = All,
        ["ExportFindings"] = AllButOwners,
        ["DescribeApi"] = All,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The functions that the table knows.</summary>
    public static IEnumerable<string> Functions => Roles.Keys;

    /// <summary>Decides on one call.</summary>
    /// <param name="person">Null for somebody who has not signed in.</param>
    /// <param name="function">Its name.</param>
    public static AccessDecision For(PortalPerson? person, string function)
    {
        if (person is null)
        {
            return new AccessDecision.SignIn();
        }

        var admitted = Roles.GetValueOrDefault(function) ?? [];
        var held = admitted.Where(person.Roles.Contains).ToList();
        if (held.Any(role => role is not PortalRole.Owner))
        {
            return new AccessDecision.Admit(person, PortalScope.All);
        }

        // What is about the whole tenant is not for a role that is held for a part of it.
        var tags = WholeTenant.Contains(function) ? [] : admitted.Where(person.RolesByTag.ContainsKey).SelectMany(role => person.RolesByTag[role]).ToList();
        return held.Count == 0 && tags.Count == 0
            ? new AccessDecision.Refuse(admitted)
            : new AccessDecision.Admit(person, PortalScope.Of(held.Count > 0 ? person.Names : [], tags));
    }
}

/// <summary>What becomes of a call.</summary>
public abstract record AccessDecision
{
    private AccessDecision()
    {
    }

    public sealed record Admit(PortalPerson Person, PortalScope Scope) : AccessDecision;

    public sealed record SignIn : AccessDecision;

    /// <param name="Needed">One of these roles would do.</param>
    public sealed record Refuse(IReadOnlyList<PortalRole> Needed) : AccessDecision;
}
