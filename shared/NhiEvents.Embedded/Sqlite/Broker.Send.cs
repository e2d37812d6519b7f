using Microsoft.Data.Sqlite;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

public sealed partial class Broker
{
    private const string InsertMessage =
        """
        INSERT INTO broker_message (entity, due_at, message_id, kind, session_id, attempt, first_sent_at, trace_parent, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;

    /// <summary>Stores all messages in one transaction, then announces them. A message whose id was seen within the duplicate window is dropped silently.</summary>
    /// <param name="entity">A queue or topic. A topic copies to each subscription that takes the message's kind.</param>
    /// <exception cref="ArgumentException">Service Bus would refuse it; nothing was stored. Names the entity and the limit.</exception>
    public async Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        var target = _entities.ToSend(entity);
        foreach (var message in messages)
        {
            SendLimits.Check(target, message);
        }

        ct.ThrowIfCancellationRequested();
        if (messages.Count == 0)
        {
            return;
        }

        var stored = await _database.WriteAsync(connection => Store(connection, target, messages));
        foreach (var (path, due) in stored)
        {
            Announce(path, due);
        }

        Sent?.Invoke(entity, messages);
    }

    /// <summary>Returns the earliest due time by entity path.</summary>
    private Dictionary<string, long> Store(SqliteConnection connection, SendEntity target, IReadOnlyList<OutgoingMessage> messages)
    {
        var now = Now;
        var seen = new SeenIds(connection, target.Name, target.DuplicateWindow, now);
        var earliest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (!seen.TryAdd(message.Id))
            {
                continue;
            }

            var due = Math.Max(now, message.NotBefore?.UtcTicks ?? now);
            var body = message.Body.ToArray();
            foreach (var into in target.Into)
            {
                if (into.Takes(message.Kind))
                {
                    var session = into.Sessions ? message.SessionId : null;
                    connection.Sql(InsertMessage)
                        .Run(into.Path, due, message.Id, message.Kind, session, message.Attempt, message.FirstSentAt?.UtcTicks, message.TraceParent, body);
                    earliest[into.Path] = earliest.TryGetValue(into.Path, out var known) ? Math.Min(known, due) : due;
                }
            }
        }

        seen.Expire(messages.Count);
        return earliest;
    }
}
