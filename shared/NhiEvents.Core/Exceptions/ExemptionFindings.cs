using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Exceptions;

/// <summary>The findings that this slice raises.</summary>
internal static class ExemptionFindings
{
    private const string UnknownOwner = "unknown";

    private static readonly string[] Standards = ["OWASP NHI1:2025 Improper Offboarding", "NIST CSF 2.0 PR.AA", "MITRE ATT&CK T1556.009"];

    /// <summary>NHI402: still excluded after the end, or a review was missed.</summary>
    public static Finding Outlived(Exemption exemption, DateTimeOffset now)
    {
        var due = exemption.End ?? exemption.ReviewBy ?? now;
        var cause = exemption.Kind is ExemptionKind.Standing
            ? $"The review of the standing exception was due at {due:u}."
            : $"The exception ended at {due:u}, and the exclusion has not been read back as gone: {exemption.Trouble?.Text ?? "the removal is under way."}";
        return Of("NHI402", "exception-outlived", exemption.Outlived ? FindingState.Open : FindingState.Withdrawn, exemption, cause, due, now, exemption.Identity.Privileged ? Severity.Critical : Severity.High,
        [
            new Remedy(
                exemption.Kind is ExemptionKind.Standing ? "Review the exception" : "Remove the exclusion",
                exemption.Kind is ExemptionKind.Standing
                    ? ["Two persons look at owner and reason, and approve it again or revoke it."]
                    : ["Read what holds the removal in this finding's cause, and mend that.", "If it cannot wait: remove the identity from the policy's exclusion by hand. The exception closes by itself when the exclusion is read as gone."]),
        ]);
    }

    public static Finding Of(string number, string name, FindingState state, Exemption exemption, string cause, DateTimeOffset first, DateTimeOffset last, Severity severity, IReadOnlyList<Remedy> remedies) => new(
        MessageIds.From(exemption.TenantId, exemption.Identity.Id, number, exemption.Id),
        number,
        name,
        severity,
        new IdentityRef(exemption.Identity.Id, KindOf(exemption.Identity.Kind), exemption.Identity.DisplayName),
        UnknownOwner,
        cause,
        new Evidence([], [], [], exemption.Policies, exemption.Scope.Apps, [], []),
        remedies,
        Standards,
        first,
        last < first ? first : last,
        1,
        state);

    public static IdentityKind KindOf(SubjectKind kind) => kind switch
    {
        SubjectKind.User or SubjectKind.Guest or SubjectKind.Group => IdentityKind.ServiceAccount,
        SubjectKind.ServicePrincipal => IdentityKind.ServicePrincipal,
        SubjectKind.ManagedIdentity => IdentityKind.ManagedIdentity,
    };
}
