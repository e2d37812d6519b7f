using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Onboard;

/// <summary>One identity among the first to look at, and why.</summary>
/// <param name="Score">Only for the order.</param>
internal sealed record Risk(string Name, IdentityKind Kind, string Owner, int Score, IReadOnlyList<string> Reasons)
{
    public static Risk Of(TenantIdentity identity, ExclusionList exclusions, DateTimeOffset now)
    {
        var score = 0;
        var reasons = new List<string>();
        if (identity.Findings is [var worst, ..])
        {
            Add(20 * (1 + (int)worst.Severity), $"{string.Join(", ", identity.Findings.Select(finding => $"{finding.FindingType} {finding.Name}").Distinct())} ({Report.Words.Title(worst.Severity.ToString())})");
        }

        if (exclusions.PoliciesOf(identity) is { Count: > 0 } policies)
        {
            Add(25, $"excluded from {string.Join(", ", policies)}");
        }

        if (!identity.IsForeign && (identity.Facts?.Credentials ?? []).Select(credential => CredentialAge.Trouble(credential, now)).Where(trouble => trouble is { Urgency: > 1 }).MaxBy(trouble => trouble!.Value.Urgency) is { } credential)
        {
            Add(5 * credential.Urgency, $"a credential {credential.Text}");
        }

        if (score > 0 && identity.Criticality is { } criticality and > Criticality.Low)
        {
            Add(10 * (int)criticality, $"criticality {Report.Words.Title(criticality.ToString())}");
        }

        if (score > 0 && !identity.HasOwner && !identity.IsForeign)
        {
            Add(10, "no owner");
        }

        return new Risk(identity.Name, identity.Kind, identity.Owner, score, reasons);

        void Add(int points, string reason)
        {
            score += points;
            reasons.Add(reason);
        }
    }
}
