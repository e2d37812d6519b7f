using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Local.Replay;

/// <summary>Rows that showed nothing, looked at again now that all rows are known: of users whose sign-ins go on day and night, and of those whom other rows showed to be non-human.</summary>
internal sealed class SecondLook(LogIndex index, EvidenceRules rules, bool everyRow, RowRules? matching)
{
    private readonly RowReading _rows = new(index, matching);

    public void Run(CancellationToken ct)
    {
        foreach (var identity in index.Identities)
        {
            ct.ThrowIfCancellationRequested();
            if (!identity.IsNonHuman && CandidateDecision.IsPossible(identity.Plain.Select(plain => plain.Hour).ToHashSet(), identity.TriedDays?.Count ?? 0) && CandidateDecision.WasCandidate(InOrder(identity), rules))
            {
                identity.Add([EvidenceKinds.Unattended]);
            }
        }

        if (!everyRow)
        {
            index.KeepOnly(identity => identity.IsNonHuman);
            for (var number = 0; number < index.Identities.Count; number++)
            {
                AddPlain(number, ct);
            }
        }
    }

    private void AddPlain(int number, CancellationToken ct)
    {
        var identity = index.Identities[number];
        if (identity.IsNonHuman)
        {
            foreach (var plain in identity.Plain)
            {
                ct.ThrowIfCancellationRequested();
                if (_rows.Read(plain) is { } row)
                {
                    index.Add(row.Entry, number);
                }
            }
        }

        identity.Forget();
    }

    /// <summary>One row per event, as a system that runs sees them.</summary>
    private IEnumerable<SignIn> InOrder(SeenIdentity identity) => identity.Plain
        .Select(_rows.Read)
        .OfType<RowReading.Found>()
        .GroupBy(row => row.Entry.Key)
        .Select(copies => copies.Order(Comparer<RowReading.Found>.Create((a, b) => LogEntry.ByEvent(a.Entry, b.Entry))).First())
        .Order(Comparer<RowReading.Found>.Create((a, b) => LogEntry.ByTime(a.Entry, b.Entry)))
        .Select(row => row.SignIn);
}
