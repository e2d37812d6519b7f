using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Exceptions;

/// <summary>NHI403: an exception was used from elsewhere, or for something else, than was agreed. Whoever did it proved the identity: with its password, secret or certificate.</summary>
internal static class OutsideScope
{
    private const int MaxNames = 5;

    private const int MaxText = 100;

    /// <param name="before">What was known of such uses when the finding was told last; tells what a finding that ends was about.</param>
    public static Finding Of(IReadOnlyList<EvidenceEvent> before, Exemption exemption) => exemption.Outside.Count == 0
        ? Finding(exemption, FindingState.Withdrawn, "Two persons have reviewed the exception since it was used outside what was agreed.", before, [])
        : Finding(exemption, FindingState.Open, CauseOf(exemption), exemption.Outside, RemediesOf(exemption)) with
        {
            Evidence = Evidence.None with { Events = exemption.Outside, Codes = [.. exemption.Outside.Select(seen => seen.Code).Distinct().Order()], Policies = exemption.Policies, Apps = exemption.Scope.Apps },
            Count = exemption.Outside.Count,
            CountIsLowerBound = true,
        };

    /// <summary>Of an exception whose record ends.</summary>
    public static Finding Ended(Exemption exemption) => Finding(
        exemption, FindingState.Withdrawn, "The exception that was used outside what was agreed ended long ago; its record ends.", exemption.Outside, []);

    /// <summary>From where, to what.</summary>
    public static string Way(EvidenceEvent seen) => $"from {AddressOf(seen)} to {ResourceOf(seen)}";

    private static Finding Finding(Exemption exemption, FindingState state, string cause, IReadOnlyList<EvidenceEvent> uses, IReadOnlyList<Remedy> remedies) =>
        ExemptionFindings.Of("NHI403", "exception-used-outside-scope", state, exemption, cause, uses[0].At, uses[^1].At, exemption.Identity.Privileged ? Severity.Critical : Severity.High, remedies);

    private static string CauseOf(Exemption exemption) =>
        $"Somebody with the right password or credential passed by the exception from {Listed(exemption.Outside.Select(AddressOf))} to {Listed(exemption.Outside.Select(ResourceOf))}; agreed are "
        + $"{(exemption.Scope.Networks.Count == 0 ? "any network" : Listed(exemption.Scope.Networks))} and {(exemption.Scope.Apps.Count == 0 ? "any resource" : Listed(exemption.Scope.Apps))}.";

    private static IReadOnlyList<Remedy> RemediesOf(Exemption exemption) =>
    [
        new Remedy("Find out who used the identity",
        [
            "Look at the sign-ins of the evidence in the Entra sign-in log: address, application, user agent, and what else came from there.",
            "Ask the owner whether the job has moved to another network or does something new. If nobody can say so at once, go on with the next step.",
        ]),
        exemption.Identity.Kind is SubjectKind.User or SubjectKind.Guest
            ? new Remedy("Revoke the exception and treat the password as known to others",
            [
                Revoke(exemption),
                "Find every place that holds the password, reset it and give the new one to the job only; then end the account's sessions, because tokens that were issued before stay valid otherwise.",
            ])
            {
                Az = $"az rest --method post --url 'https://graph.microsoft.com/v1.0/users/{exemption.Identity.Id}/revokeSignInSessions'",
                PowerShell = $"""
                    Connect-MgGraph -Scopes 'User.RevokeSessions.All'
                    Revoke-MgUserSignInSession -UserId '{exemption.Identity.Id}'
                    """,
            }
            : new Remedy("Revoke the exception and treat the credential as known to others",
            [
                Revoke(exemption),
                "Replace the secret or certificate that was used (the log row names its key id), and remove the old one as soon as the job has the new one.",
            ]),
        new Remedy("Agree to it, where the job has moved",
        [
            "Ask for an exception with the networks and resources that the job uses now, and revoke this one when the new one is in force.",
        ]),
    ];

    private static string Revoke(Exemption exemption) =>
        $"Revoke it on its page in the portal, or with: nhi exceptions revoke {exemption.Id} --identity {exemption.Identity.Id} --tenant {exemption.TenantId} --as YOUR_PERSON_ID. From then on the policies ask for the second factor, or block.";

    /// <summary>What a client sent stands in quotes, on one line.</summary>
    private static string AddressOf(EvidenceEvent seen) => seen.IpAddress is { } address ? Quoted(address) : "an address that the log does not name";

    private static string ResourceOf(EvidenceEvent seen) => seen.Resource is { } resource ? Quoted(resource) : "a resource that the log does not name";

    private static string Quoted(string text) => CommandText.Quoted(PlainText.OneLine(text, MaxText));

    private static string Listed(IEnumerable<string> names) => names.Distinct(StringComparer.Ordinal).ToList() is var all && all.Count > MaxNames
        ? $"{string.Join(", ", all.Take(MaxNames))} and {(all.Count - MaxNames).ToString(System.Globalization.CultureInfo.InvariantCulture)} more"
        : string.Join(", ", all);
}
