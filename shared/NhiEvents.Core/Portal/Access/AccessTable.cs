using System.Collections.Frozen;

namespace NhiEvents.Core.Portal.Access;

/// <summary>Who may do what: the one table. What is not in it nobody may do.</summary>
public static class AccessTable
{
    private static readonly PortalRole[] All = Enum.GetValues<PortalRole>();

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

        var held = (Roles.GetValueOrDefault(function) ?? []).Where(person.Roles.Contains).ToList();
        return held.Count == 0 ? new AccessDecision.Refuse(Roles.GetValueOrDefault(function) ?? [])
            : held is [PortalRole.Owner] ? new AccessDecision.Admit(person, PortalScope.OwnedBy(person.Names))
            : new AccessDecision.Admit(person, PortalScope.All);
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
