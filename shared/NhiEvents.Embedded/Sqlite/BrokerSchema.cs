namespace NhiEvents.Embedded.Sqlite;

/// <summary>The broker's tables. Times are UTC ticks; <c>locked_until</c> 0 is not locked.</summary>
internal static class BrokerSchema
{
    /// <remarks>AUTOINCREMENT, because a sequence used again would make an old lock fit a new message.</remarks>
    public const string Sql =
        """
        CREATE TABLE IF NOT EXISTS broker_message (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          entity TEXT NOT NULL,
          due_at INTEGER NOT NULL,
          locked_until INTEGER NOT NULL DEFAULT 0,
          delivery_count INTEGER NOT NULL DEFAULT 0,
          message_id TEXT NOT NULL,
          kind TEXT NOT NULL,
          session_id TEXT,
          attempt INTEGER NOT NULL,
          first_sent_at INTEGER,
          trace_parent TEXT,
          body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS broker_message_due ON broker_message (entity, due_at, sequence);
        CREATE INDEX IF NOT EXISTS broker_message_locked ON broker_message (entity, locked_until) WHERE locked_until > 0;
        CREATE INDEX IF NOT EXISTS broker_message_session ON broker_message (entity, session_id, due_at, sequence) WHERE session_id IS NOT NULL;

        CREATE TABLE IF NOT EXISTS broker_dead_letter (
          sequence INTEGER PRIMARY KEY,
          entity TEXT NOT NULL,
          due_at INTEGER NOT NULL,
          delivery_count INTEGER NOT NULL,
          message_id TEXT NOT NULL,
          kind TEXT NOT NULL,
          session_id TEXT,
          attempt INTEGER NOT NULL,
          first_sent_at INTEGER,
          trace_parent TEXT,
          body BLOB NOT NULL,
          dead_lettered_at INTEGER NOT NULL,
          reason TEXT NOT NULL,
          description TEXT);
        CREATE INDEX IF NOT EXISTS broker_dead_letter_entity ON broker_dead_letter (entity, sequence);

        CREATE TABLE IF NOT EXISTS broker_seen (
          entity TEXT NOT NULL,
          message_id TEXT NOT NULL,
          until INTEGER NOT NULL,
          PRIMARY KEY (entity, message_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS broker_seen_until ON broker_seen (until);

        CREATE TABLE IF NOT EXISTS broker_session (
          lock_number INTEGER PRIMARY KEY AUTOINCREMENT,
          entity TEXT NOT NULL,
          session_id TEXT NOT NULL,
          locked_until INTEGER NOT NULL,
          UNIQUE (entity, session_id));
        """;
}
