using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>What readings of ways out raise.</summary>
internal static class DriftFindings
{
    private static readonly string[] Standards = ["OWASP NHI1:2025 Improper Offboarding", "NIST CSF 2.0 PR.AA", "MITRE ATT&CK T1556.009"];

    /// <summary>NHI401: a way out that nobody has approved.</summary>
    /// <param name="identity">The policy itself, for a way that names no identity.</param>
    public static Finding Shadow(string tenantId, WayOut way, IdentityRef identity, string policyName, ChangeNote? note, DateTimeOffset first, DateTimeOffset now)
    {
        var (what, author) = way.Kind switch
        {
            WayOutKind.NeverIncluded => ("No enforced policy that asks for a second factor was ever made for it, and no standing exception allows that.", note is null ? "" : " " + By("Taken out of a group that is asked", note)),
            WayOutKind.TenantSetting when way.SubjectId == TenantWays.NoDefaults => ($"In the whole tenant {way.SubjectId}, and no enforced policy asks everyone for a second factor: nothing does.", " " + By("Last changed", note)),
            WayOutKind.TenantSetting => ($"In the whole tenant {way.SubjectId} from every policy for all resources, and nobody has approved that.", " " + By("Last changed", note)),
            _ => ($"{Words(way)} lets it out of policy '{policyName}', and no exception allows that.", " " + By("Made", note)),
        };
        return Of(tenantId, "NHI401", "shadow-exception", $"{way.Key}|{identity.Id}", identity, what + author, way.PolicyId, note, first, now, Severity.High, ShadowRemedies(way));
    }

    private static Remedy[] ShadowRemedies(WayOut way) => way.Kind switch
    {
        WayOutKind.NeverIncluded =>
        [
            new("Include it in a policy, or move the job to an identity that needs none", ["Replace the account with a managed identity or an application, and disable it.", "Else add it to a group that a policy asks for a second factor, and ask for an exception with an end.", "What has to stay out for good needs a standing exception: an owner, and two persons who look at it."]),
        ],
        WayOutKind.TenantSetting =>
        [
            new("Take the setting back, or put a policy in its place", ["Find out from the author why it was changed.", way.SubjectId == TenantWays.NoDefaults ? "Enforce a policy that asks all users for a second factor, or switch security defaults on." : "Take the exclusion away in the settings of Conditional Access."]),
        ],
        _ =>
        [
            new("Ask for an exception, or take the exclusion away", ["Find out from the author why it is there.", "If it is needed: ask for an exception with an end, and take this exclusion away.", "If not: take it away in the policy, the group or the attribute."]),
        ],
    };

    /// <summary>NHI402: the record is over, the exclusion is there.</summary>
    public static Finding Outlived(Exemption exemption, WayOut way, IdentityRef identity, string policyName, ChangeNote? note, DateTimeOffset first, DateTimeOffset now) => Of(
        exemption.TenantId, "NHI402", "exception-outlived", $"{exemption.Id}|{way.Key}", identity, $"The exception from policy '{policyName}' is over, and {Words(way)} still lets the identity out. {By("Made", note)}",
        way.PolicyId, note, first, now, Severity.High,
        [new Remedy("Take the exclusion away", ["Remove the identity from the exclusion by hand, or ask for a new exception."])]);

    /// <summary>NHI404: somebody took the exclusion of an active exception away.</summary>
    public static Finding Lost(Exemption exemption, string policyId, string policyName, IdentityRef identity, ChangeNote? note, DateTimeOffset first, DateTimeOffset now) => Of(
        exemption.TenantId, "NHI404", "policy-changed", $"{exemption.Id}|{policyId}|lost", identity, $"The exception from policy '{policyName}' is active, but its exclusion is gone: the identity may be challenged. {By("Taken away", note)}",
        policyId, note, first, now, Severity.High,
        [new Remedy("Agree on who writes the exclusion", ["If it was taken away on purpose: revoke the exception.", "Else stop the other writer (often Terraform or a script) from reverting it, then revoke the exception and ask again."])]);

    /// <summary>NHI404, critical: the guard of an active exception does not hold.</summary>
    public static Finding GuardWeakened(Exemption exemption, string missing, IdentityRef identity, DateTimeOffset first, DateTimeOffset now) => Of(
        exemption.TenantId, "NHI404", "policy-changed", $"{exemption.Id}|guard", identity, $"The guard that keeps the exception to its agreed networks no longer holds: {missing}. The exception is suspended.", exemption.Policies[0], null, first, now, Severity.Critical,
        [new Remedy("Mend the guard, then resume the exception", ["Look in the audit log who changed the policy, the location or the group.", "Restore the guard. Then an approver says so (in the portal, or: nhi exceptions approve); the guard is read again before anything is written."])]);

    /// <summary>NHI404: another writer has changed a policy's list while ours was written.</summary>
    public static Finding SecondWriter(string tenantId, string policyId, string why, DateTimeOffset at) => Of(
        tenantId, "NHI404", "policy-changed", $"{policyId}|writer", new IdentityRef(policyId, IdentityKind.ServicePrincipal, $"Policy {policyId}"), why, policyId, null, at, at, Severity.High,
        [new Remedy("Agree on who writes the policy", ["Look in the audit log who else writes it.", "Stop that, or declare the policy as managed by code (Exceptions:Policies:…:ManagedByCode).", "Then: nhi resume --policy " + policyId])]);

    private static string By(string done, ChangeNote? note) => note switch
    {
        null => "Who did it is not in the logs that have reached us.",
        { ActorId: { } actor } => $"{done} by {(note.Actor is ActorKind.Application ? "application" : "account")} {actor} at {note.At:u}.",
        _ => $"{done} at {note.At:u}; the audit log names nobody.",
    };

    internal static string Words(WayOut way) => way.Kind switch
    {
        WayOutKind.User => "an exclusion of the account itself",
        WayOutKind.Group => $"group {way.SubjectId}",
        WayOutKind.NestedGroup => $"a group nested in group {way.SubjectId}",
        WayOutKind.DynamicGroup => $"the rule of dynamic group {way.SubjectId}",
        WayOutKind.Role => $"an exclusion of role {way.SubjectId}",
        WayOutKind.GuestType => $"an exclusion of guests ({way.SubjectId})",
        WayOutKind.Application => $"an exclusion of application {way.SubjectId}",
        WayOutKind.Location => $"an exclusion of location {way.SubjectId}",
        WayOutKind.DeviceFilter => $"the device filter {way.SubjectId}",
        WayOutKind.Platform => $"an exclusion of platform {way.SubjectId}",
        WayOutKind.ServicePrincipal => "an exclusion of the service principal itself",
        WayOutKind.ServicePrincipalFilter => $"the filter {way.SubjectId}",
        WayOutKind.TenantSetting => $"a setting of the whole tenant ({way.SubjectId})",
        WayOutKind.NeverIncluded => "never having been included",
    };

    private static Finding Of(
        string tenantId, string number, string name, string subject, IdentityRef identity, string cause, string policyId, ChangeNote? note, DateTimeOffset first, DateTimeOffset now, Severity severity, IReadOnlyList<Remedy> remedies) => new(
        MessageIds.From(tenantId, number, subject),
        number,
        name,
        severity,
        identity,
        "unknown",
        cause,
        new Evidence(note is null ? [] : [new EvidenceEvent(note.EventId, note.At, 0)], [], [], policyId == WayOut.WholeTenant ? [] : [policyId], [], [], []),
        remedies,
        Standards,
        first < now ? first : now,
        now,
        1,
        FindingState.Open);
}
