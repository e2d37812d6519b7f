using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Tests;

/// <summary>Entries of a ledger as an app announces them: each with its hash, and the hash of the one before.</summary>
internal static class LedgerNotes
{
    /// <summary>One announcement per fact, in the order of the chain.</summary>
    public static IReadOnlyList<LedgerNoted> Chain(string chain, DateTimeOffset first, TimeSpan apart, params IReadOnlyList<LedgerFact> facts)
    {
        var (notes, previous) = (new List<LedgerNoted>(), LedgerHash.Genesis(chain));
        foreach (var (i, fact) in facts.Index())
        {
            var at = first + (apart * i);
            var hash = LedgerHash.Of(chain, new LedgerEntry(i + 1, at, fact, previous, ""));
            notes.Add(new LedgerNoted("contoso", at,
            [
                new LedgerNote(chain, i + 1, fact.Actor, fact.Action, fact.Phase.ToString(), fact.Subject, fact.Details.GroupBy(detail => detail.Name).ToDictionary(group => group.Key, group => group.First().Value), previous, hash)
                {
                    Hashed = [.. fact.Details.Select(detail => new LedgerNoteDetail(detail.Name, detail.Value))],
                },
            ]));
            previous = hash;
        }

        return notes;
    }

    public static LedgerFact Fact(string actor, string action, string subject, LedgerPhase phase = LedgerPhase.Decision, params IReadOnlyList<LedgerDetail> details) => new(actor, action, phase, subject, details);
}
