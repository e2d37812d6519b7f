using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Memory;

/// <summary>A message as one entity has it.</summary>
internal sealed class MemoryMessage(long sequence, long due, OutgoingMessage sent, string? sessionId)
{
    public long Sequence { get; } = sequence;

    public long Due { get; } = due;

    public string? SessionId { get; } = sessionId;

    /// <summary>0 is not locked.</summary>
    public long LockedUntil { get; set; }

    public int Deliveries { get; set; }

    public LockedMessage ToLocked(string path) => new(
        path,
        Sequence,
        sent.Id,
        sent.Kind,
        sent.Body,
        SessionId,
        Deliveries,
        Due.ToTime(),
        LockedUntil.ToTime(),
        LockedMessage.TokenOf(Sequence, Deliveries),
        sent.Attempt,
        sent.FirstSentAt,
        sent.TraceParent);

    public DeadLetter ToDeadLetter(string path, long now, string reason, string? description) => new(path, Sequence, sent.Id, sent.Kind, sent.Body, Deliveries, Due.ToTime(), reason)
    {
        SessionId = SessionId,
        DeadLetteredAt = now.ToTime(),
        Description = description,
        Attempt = sent.Attempt,
        FirstSentAt = sent.FirstSentAt,
        TraceParent = sent.TraceParent,
    };
}
