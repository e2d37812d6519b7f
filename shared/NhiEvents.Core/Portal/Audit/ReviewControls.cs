namespace NhiEvents.Core.Portal.Audit;

/// <summary>The controls that a quarterly review is about, by what the ledger says of each. Every number of a review can be computed again from the entries that it names.</summary>
internal static class ReviewControls
{
    public static IReadOnlyList<ReviewControl> All { get; } =
    [
        new("exceptions-approved", "Exceptions are approved by another person", ["NIST CSF 2.0 PR.AA-05", "ISO/IEC 27001:2022 A.5.18"],
            action => action is "exception-requested" or "exception-approved" or "exception-denied" or "exception-refused" or "exception-recorded-afterwards" or "exception-imported" || Starts(action, "extension-"), ApprovedByOthers),
        new("exceptions-ended", "Exceptions end, and their end is read back", ["NIST CSF 2.0 PR.AA-05", "ISO/IEC 27001:2022 A.5.18"],
            action => Starts(action, "exclusion-") || action is "exception-lapsed" or "exception-concluded" or "exception-end-proven" or "exception-revoked" or "exception-review-missed" or "exception-reviewed" or "exception-outside-scope", IntentsSettled),
        new("credentials-rotated", "Credentials are replaced without an outage", ["NIST CSF 2.0 PR.AA-01", "OWASP NHI7:2025"],
            action => Starts(action, "rotation-") || Starts(action, "credential-") || Starts(action, "retirement-") || action is "secret-store", IntentsSettled),
        new("abuse-contained", "Abuse is answered", ["NIST CSF 2.0 RS.MI-01"],
            action => Starts(action, "reaction-") || Starts(action, "incident-"), IntentsSettled),
        new("owners-confirmed", "Owners confirm what they answer for", ["NIST CSF 2.0 PR.AA-01", "OWASP NHI1:2025", "ISO/IEC 27001:2022 A.5.16"],
            action => Starts(action, "attestation-") || Starts(action, "campaign-"), QuestionsAnswered),
        new("findings-muted", "What is not listened to has a reason and an end", ["NIST CSF 2.0 DE.CM-09"], action => Starts(action, "finding-"), NothingToTest),
        new("brakes-and-modes", "Stops and changes of modes", ["NIST CSF 2.0 PR.PS-01", "ISO/IEC 27001:2022 A.8.32"],
            action => Starts(action, "writes-") || Starts(action, "mode-") || Starts(action, "policy-") || Starts(action, "import-"), IntentsSettled),
        new("tickets", "Work is in the ticket system", ["NIST CSF 2.0 RS.MA-02"], action => Starts(action, "ticket-") || Starts(action, "webhook-"), NothingToTest),
        new("operation", "Operation of this system", ["NIST CSF 2.0 ID.AM-08"], _ => true, NothingToTest),
    ];

    private static bool Starts(string action, string prefix) => action.StartsWith(prefix, StringComparison.Ordinal);

    private static IEnumerable<ReviewFault> NothingToTest(IReadOnlyList<AuditEntry> entries) => [];

    /// <summary>No pseudonym approves what the same pseudonym has asked for.</summary>
    private static IEnumerable<ReviewFault> ApprovedByOthers(IReadOnlyList<AuditEntry> entries)
    {
        var requests = entries.Where(entry => entry.Action is "exception-requested").GroupBy(entry => entry.Subject, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return entries.Where(entry => entry.Action is "exception-approved" && requests.GetValueOrDefault(entry.Subject)?.Actor == entry.Actor)
            .Select(entry => new ReviewFault(entry.Subject, "It was approved by whoever asked for it.", [Reference(requests[entry.Subject]), Reference(entry)]));
    }

    /// <summary>Every announced write has a result.</summary>
    private static IEnumerable<ReviewFault> IntentsSettled(IReadOnlyList<AuditEntry> entries)
    {
        var settled = entries.Where(entry => entry.Phase == "Result").GroupBy(entry => entry.Subject, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Max(entry => entry.Sequence), StringComparer.Ordinal);
        return entries.Where(entry => entry.Phase == "Intent" && settled.GetValueOrDefault(entry.Subject) < entry.Sequence).GroupBy(entry => entry.Subject, StringComparer.Ordinal)
            .Select(group => new ReviewFault(group.Key, $"{group.Last().Action} was begun, and no result is on record in this quarter.", [Reference(group.Last())]));
    }

    /// <summary>Every question to an owner was answered.</summary>
    private static IEnumerable<ReviewFault> QuestionsAnswered(IReadOnlyList<AuditEntry> entries) =>
        entries.Where(entry => entry.Action is "attestation-missed" or "attestation-disowned").Select(entry => new ReviewFault(
            entry.Identity ?? entry.Subject, entry.Action is "attestation-missed" ? "Its owner has not answered in time." : "Its owner has disowned it.", [Reference(entry)]));

    public static string Reference(AuditEntry entry) => $"{entry.Chain}#{entry.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}

/// <summary>One control.</summary>
/// <param name="Holds">Whether entries of this action are about it; the first control that says so has them.</param>
/// <param name="Test">What of its entries a reviewer has to look at.</param>
internal sealed record ReviewControl(string Id, string Title, IReadOnlyList<string> Standards, Func<string, bool> Holds, Func<IReadOnlyList<AuditEntry>, IEnumerable<ReviewFault>> Test);

/// <summary>Something that a reviewer has to look at.</summary>
/// <param name="Entries">By chain and sequence.</param>
internal sealed record ReviewFault(string Subject, string Text, IReadOnlyList<string> Entries);
