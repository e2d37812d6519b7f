using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ledger;

/// <summary>Announces what the ledger gets, with the transaction that writes it: an entry that is there was or will be sent.</summary>
/// <param name="isOn">The setting <see cref="Setting"/>.</param>
public sealed class LedgerNotices(bool isOn)
{
    public const string Setting = "Ledger:Stream";

    internal PendingMessage? MessageOf(string tenantId, string partition, IReadOnlyList<LedgerEntry> entries, DateTimeOffset now)
    {
        if (!isOn || entries.Count == 0)
        {
            return null;
        }

        var noted = new LedgerNoted(tenantId, now, [.. entries.Select(entry => NoteOf(partition, entry))]);
        return new PendingMessage(
            Topics.Changes,
            new OutgoingMessage(
                MessageIds.From(LedgerNoted.Kind, partition, entries[0].Sequence.ToString(CultureInfo.InvariantCulture), entries[0].Hash),
                LedgerNoted.Kind,
                JsonSerializer.SerializeToUtf8Bytes(noted, NhiJson.Default.LedgerNoted)));
    }

    private static LedgerNote NoteOf(string partition, LedgerEntry entry) => new(
        partition, entry.Sequence, entry.Fact.Actor, entry.Fact.Action, entry.Fact.Phase.ToString(), entry.Fact.Subject,
        entry.Fact.Details.GroupBy(detail => detail.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => string.Join(", ", group.Select(detail => detail.Value))),
        entry.Previous, entry.Hash)
    {
        Hashed = [.. entry.Fact.Details.Select(detail => new LedgerNoteDetail(detail.Name, detail.Value))],
    };
}
