using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>What one decision changes: documents, the ledger's facts about it, and the messages that say so. Written in one transaction, so none exists without the others.</summary>
public sealed class StateChanges(string tenantId, string kind, string aggregate)
{
    private readonly List<RowChange> _rows = [];
    private readonly List<PendingMessage> _messages = [];
    private readonly List<LedgerFact> _facts = [];

    public string TenantId => tenantId;

    public string Kind => kind;

    public string PartitionKey { get; } = Partition.For(tenantId, kind, aggregate);

    public bool IsEmpty => _rows.Count == 0 && _messages.Count == 0 && _facts.Count == 0;

    /// <summary>Rows that the transaction will hold.</summary>
    public int RowCount => _rows.Count + _messages.Count + (_facts.Count == 0 ? 0 : _facts.Count + 1);

    /// <summary>Bytes of the messages that it sends.</summary>
    public long MessageBytes => _messages.Sum(pending => (long)pending.Message.Body.Length);

    internal IReadOnlyList<RowChange> Rows => _rows;

    internal IReadOnlyList<PendingMessage> Messages => _messages;

    internal IReadOnlyList<LedgerFact> Facts => _facts;

    /// <summary>Writes a document: new when <paramref name="found"/> is null, else in place of what was found.</summary>
    public void Save<T>(string rowKey, T value, Versioned<T>? found, JsonTypeInfo<T> type)
        where T : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        _rows.Add(found is null ? new RowChange.Insert(rowKey, body) { Document = value } : new RowChange.Replace(rowKey, body, found.ETag) { Document = value });
    }

    /// <summary>Writes a document in place of a row, whatever that says.</summary>
    /// <param name="found">Null: it must be new.</param>
    public void Overwrite<T>(string rowKey, T value, StateRow? found, JsonTypeInfo<T> type)
        where T : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        _rows.Add(found is null ? new RowChange.Insert(rowKey, body) { Document = value } : new RowChange.Replace(rowKey, body, found.ETag) { Document = value });
    }

    /// <summary>Writes a document, unless it says to the byte what the store has already.</summary>
    public void SaveChanged<T>(string rowKey, T value, Versioned<T> found, JsonTypeInfo<T> type)
        where T : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        if (!found.Body.Span.SequenceEqual(body))
        {
            _rows.Add(new RowChange.Replace(rowKey, body, found.ETag) { Document = value });
        }
    }

    public void Remove(string rowKey, string etag) => _rows.Add(new RowChange.Remove(rowKey, etag));

    /// <summary>Writes a fact into the ledger, in the same transaction.</summary>
    public void Record(LedgerFact fact) => _facts.Add(fact);

    /// <summary>Sends a message after the transaction; a crash in between only delays it.</summary>
    public void Send(string entity, OutgoingMessage message) => _messages.Add(new PendingMessage(entity, Traced(message)));

    /// <summary>Sends a message at a later time, and keeps a row that says so until <see cref="ClearDue"/>: should the message get lost, the sweep sends it again.</summary>
    public void SendAt(DateTimeOffset due, string subject, string entity, OutgoingMessage message)
    {
        var timed = new PendingMessage(entity, Traced(message) with { NotBefore = due });
        _rows.Add(new RowChange.Insert(DueRow.Key(due, subject), OutboxRow.BodyOf(timed)));
        _messages.Add(timed);
    }

    /// <summary>The due work is done.</summary>
    public void ClearDue(StateRow due) => Remove(due.RowKey, due.ETag);

    private static OutgoingMessage Traced(OutgoingMessage message) => message.TraceParent is null ? message with { TraceParent = Telemetry.TraceParent } : message;
}

/// <summary>Row keys of due work.</summary>
public static class DueRow
{
    internal const string Prefix = "~due|";

    /// <summary>How long after its time the sweep takes a message for lost.</summary>
    internal static readonly TimeSpan Overdue = TimeSpan.FromMinutes(10);

    public static string Key(DateTimeOffset due, string subject) => $"{Prefix}{KeyText.Sortable(due)}|{KeyText.Clean(subject)}";
}

/// <summary>A message that waits for its transaction.</summary>
internal sealed record PendingMessage(string Entity, OutgoingMessage Message);
