using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>What becomes of a sign-in: published, or counted and forgotten.</summary>
public abstract record KeepDecision
{
    private KeepDecision()
    {
    }

    /// <param name="SignIn">With its evidence.</param>
    public sealed record Keep(SignIn SignIn) : KeepDecision;

    /// <summary>A person's, as far as anything shows: only a profile without names and addresses remains.</summary>
    public sealed record Drop(SignIn SignIn) : KeepDecision;

    /// <param name="snapshot">Null when none could be loaded: then every row is kept, because dropping one cannot be undone.</param>
    /// <param name="shownInBatch">Evidence that other rows of the same batch gave for the identity; empty when none.</param>
    public static KeepDecision For(SignIn row, EvidenceRules rules, IdentitySnapshot? snapshot, IReadOnlySet<string> shownInBatch)
    {
        var (shown, known) = (RowEvidence.For(row, rules), snapshot?.Find(row));
        if (shown.Count == 0 && known is null && shownInBatch.Count == 0 && snapshot is not null)
        {
            return new Drop(row);
        }

        var evidence = new SortedSet<string>(shown, StringComparer.Ordinal);
        if (known is not null)
        {
            evidence.Add(EvidenceKinds.Known);

            // A candidate's reason is nowhere else; every other reason comes from a row that Detection has seen.
            if (known.Contains(EvidenceKinds.Unattended))
            {
                evidence.Add(EvidenceKinds.Unattended);
            }
        }

        if (shownInBatch.Count > 0 && Classification.For(shownInBatch).IsNonHuman)
        {
            evidence.Add(EvidenceKinds.Known);
        }

        return snapshot is null || evidence.Count > 0
            ? new Keep(row with { Evidence = [.. evidence] })
            : new Drop(row);
    }
}
