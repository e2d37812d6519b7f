using System.Globalization;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Tickets;

/// <summary>The ticket system of this machine: a list of tickets and what was said in them.</summary>
public sealed class SqliteTicketSystem : ITicketSystem
{
    private const string NumberPrefix = "LOCAL-";

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private TicketFault? _next;

    public SqliteTicketSystem(SqliteDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        database.EnsureSchema(
            """
            CREATE TABLE IF NOT EXISTS ticket (
                id INTEGER PRIMARY KEY, correlation TEXT NOT NULL, title TEXT, body TEXT, priority INTEGER NOT NULL, owner TEXT, open INTEGER NOT NULL, at INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS ticket_correlation ON ticket (correlation, id);
            CREATE TABLE IF NOT EXISTS ticket_comment (position INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, id TEXT NOT NULL, body TEXT, at INTEGER NOT NULL, UNIQUE (ticket, id));
            """);
    }

    /// <summary>While it is set, every request fails so: an outage.</summary>
    public TicketFault? Outage { get; set; }

    /// <summary>Lets the next request fail so.</summary>
    public void FailNext(TicketFault fault) => _next = fault;

    /// <summary>The next change is made, and its answer gets lost.</summary>
    public bool LoseNextAnswer { get; set; }

    public Task<TicketRef?> FindAsync(string correlationKey, CancellationToken ct)
    {
        Begin(ct);
        var id = _database.Read(connection => connection.Sql("SELECT MIN(id) FROM ticket WHERE correlation = ?1").Number(correlationKey));
        return Task.FromResult(id is { } found ? Ref(found) : null);
    }

    public async Task<TicketRef> CreateAsync(NewTicket ticket, CancellationToken ct)
    {
        Begin(ct);
        var made = Ref(await _database.WriteAsync(connection => connection.Sql(
            "INSERT INTO ticket (correlation, title, body, priority, owner, open, at) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6) RETURNING id")
            .Number(ticket.CorrelationKey, ticket.Title, ticket.Text, (long)ticket.Priority, ticket.Owner, _time.GetUtcNow().UtcTicks)!.Value));
        Answer();
        return made;
    }

    public Task CommentAsync(TicketRef ticket, string commentId, string text, CancellationToken ct) => ChangeAsync(ticket, commentId, text, null, ct);

    public Task MoveAsync(TicketRef ticket, TicketMove move, string stepId, string note, CancellationToken ct) =>
        ChangeAsync(ticket, stepId, note, move is TicketMove.Reopen, ct);

    /// <summary>Every ticket, the newest first.</summary>
    public IReadOnlyList<LocalTicket> ReadAll() => _database.Read(connection => connection.Sql("SELECT id, title, body, priority, owner, open, at, correlation FROM ticket ORDER BY id DESC").All(row => new LocalTicket(
        NumberOf(row.Int64(0)), row.Text(1), row.Text(2), (TicketPriority)row.Int64(3), row.Text(4), row.Int64(5) != 0, Time(row.Int64(6)), row.Text(7))));

    /// <summary>What was said in a ticket, in order.</summary>
    public IReadOnlyList<LocalComment> ReadComments(string number) => _database.Read(connection => connection.Sql("SELECT at, body FROM ticket_comment WHERE ticket = ?1 ORDER BY position").All(
        row => new LocalComment(Time(row.Int64(0)), row.Text(1)), IdOf(number)));

    private async Task ChangeAsync(TicketRef ticket, string commentId, string text, bool? open, CancellationToken ct)
    {
        Begin(ct);
        var (id, at) = (IdOf(ticket.Id), _time.GetUtcNow().UtcTicks);
        var found = await _database.WriteAsync(connection =>
        {
            if (connection.Sql("SELECT id FROM ticket WHERE id = ?1").Number(id) is null)
            {
                return false;
            }

            connection.Sql("INSERT OR IGNORE INTO ticket_comment (ticket, id, body, at) VALUES (?1, ?2, ?3, ?4)").Run(id, commentId, text, at);
            if (open is { } wanted)
            {
                connection.Sql("UPDATE ticket SET open = ?2 WHERE id = ?1").Run(id, wanted ? 1 : 0);
            }

            return true;
        });
        if (!found)
        {
            throw new TicketSystemException(TicketFault.NotFound, $"There is no ticket {ticket.Number}.");
        }

        Answer();
    }

    private void Begin(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if ((_next ?? Outage) is { } fault)
        {
            _next = null;
            throw new TicketSystemException(fault, "told to fail");
        }
    }

    private void Answer()
    {
        if (LoseNextAnswer)
        {
            LoseNextAnswer = false;
            throw new TicketSystemException(TicketFault.Unavailable, "told to lose the answer");
        }
    }

    private static TicketRef Ref(long id) => new(NumberOf(id), NumberOf(id));

    private static string NumberOf(long id) => NumberPrefix + id.ToString(CultureInfo.InvariantCulture);

    private static long IdOf(string number) =>
        number.StartsWith(NumberPrefix, StringComparison.Ordinal) && long.TryParse(number.AsSpan(NumberPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}

/// <summary>A ticket of this machine.</summary>
public sealed record LocalTicket(string Number, string Title, string Text, TicketPriority Priority, string Owner, bool Open, DateTimeOffset At, string CorrelationKey);

/// <summary>Something that was said in one.</summary>
public sealed record LocalComment(DateTimeOffset At, string Text);
