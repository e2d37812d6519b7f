using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Which identities may have an exception.</summary>
internal static class IdentityRules
{
    /// <summary>While one of these is open, somebody may be using the identity who must not.</summary>
    private static readonly string[] Blocking = ["NHI203", "NHI211", "NHI302", "NHI305"];

    public static IEnumerable<RequestFault> Faults(RequestExemption request, RequestFacts facts, ExemptionRules rules, DateTimeOffset now)
    {
        if (facts.Identity is not { } identity)
        {
            yield return new(RequestFaultKind.IdentityUnknown, "There is no such identity in this tenant.");
            yield break;
        }

        var standing = request.ExemptionKind is ExemptionKind.Standing;
        if (KindFault(identity, request.ExemptionKind) is { } fault)
        {
            yield return fault;
        }

        if (standing && !identity.Structural)
        {
            yield return new(RequestFaultKind.NotStructural, "Only synchronisation, resource and break-glass accounts may be excluded without an end. Ask for an exception with an end.");
        }

        if (!standing && identity.Protected is { } why)
        {
            yield return new(RequestFaultKind.IdentityProtected, $"The identity is protected ({why}): this product never writes to it. A person with the right role has to act.");
        }

        foreach (var finding in identity.OpenFindings.Intersect(Blocking, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            yield return new(RequestFaultKind.BlockingFinding, $"{finding} is open on the identity: an exception would help whoever abuses it. Close the finding first.");
        }

        if (!standing && !(now - identity.KnownSince >= rules.HistoryNeeded))
        {
            yield return new(
                RequestFaultKind.HistoryTooShort,
                $"The identity has been watched since {(identity.KnownSince is { } since ? since.ToString("u", null) : "never")}; {rules.HistoryNeeded.TotalDays:0} days are needed to know what is normal.");
        }
    }

    private static RequestFault? KindFault(RequestedIdentity identity, ExemptionKind kind) => identity.Kind switch
    {
        SubjectKind.ManagedIdentity => new(RequestFaultKind.ManagedIdentity, "Conditional Access does not apply to managed identities: an exception changes nothing."),
        SubjectKind.Group => new(RequestFaultKind.GroupOfPrincipals, "An exception is for one identity. A group that holds a service principal is not applied at all; name the identity itself."),
        SubjectKind.ServicePrincipal when kind is ExemptionKind.InteractiveMaintenance =>
            new(RequestFaultKind.UserOfMaintenanceMissing, "A person cannot sign in as a service principal: interactive maintenance is for user accounts."),
        SubjectKind.ServicePrincipal when !identity.SingleTenant =>
            new(RequestFaultKind.ForeignPrincipal, "Conditional Access covers only service principals of this tenant's own applications: an exception changes nothing for this one."),
        SubjectKind.ServicePrincipal or SubjectKind.User or SubjectKind.Guest => null,
    };
}
