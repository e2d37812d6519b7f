using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts.Messages;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;

namespace NhiEvents.Core.Tests.Doubles;

/// <summary>The embedded ports in memory, and what is in them.</summary>
internal sealed class EmbeddedPorts : IDisposable
{
    public const string Findings = $"{Topics.Findings}/{Subscriptions.Portal}";

    public const string Changes = $"{Topics.Changes}/{Subscriptions.Ingest}";

    /// <summary>A subscription of the tests' own that takes every event.</summary>
    public const string AllEvents = "all-events";

    private const string Table = "core";

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly Dictionary<string, List<LockedMessage>> _received = [];
    private readonly List<PendingDelivery> _deliveries = [];

    /// <param name="topology">The shipped one when none is given.</param>
    public EmbeddedPorts(TimeProvider time, Topology? topology = null)
    {
        Broker = new Broker(_database, topology ?? Topology.Shipped, time);
        Topic = new EventTopic(_database, WithAllEvents(Topology.Shipped), time);
        TenantLogs = new EmittedLogs(_database, pageRows: 3);
        Faults = new FaultInjector(new SqliteStateStore(_database, Table), new SqliteMessageBus(Broker));
    }

    /// <summary>The state and message ports. What a test reads from here itself goes past the faults.</summary>
    public FaultInjector Faults { get; }

    public Broker Broker { get; }

    public EventTopic Topic { get; }

    /// <summary>The tenant's logs, in small pages.</summary>
    public EmittedLogs TenantLogs { get; }

    /// <summary>Every row of every partition.</summary>
    public IReadOnlyList<StoredRow> Rows() => _database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT CAST(partition AS TEXT), CAST(row_key AS TEXT), CAST(body AS TEXT) FROM state_{Table} ORDER BY partition, row_key";
        using var reader = command.ExecuteReader();
        var rows = new List<StoredRow>();
        while (reader.Read())
        {
            rows.Add(new StoredRow(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return rows;
    });

    /// <summary>How many rows there are whose key is like this (% stands for any text), their bytes, and those of the largest.</summary>
    public (long Rows, long Bytes, long Largest) Size(string keyLike = "%") => _database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*), COALESCE(SUM(LENGTH(CAST(body AS BLOB))), 0), COALESCE(MAX(LENGTH(CAST(body AS BLOB))), 0) FROM state_{Table} WHERE CAST(row_key AS TEXT) LIKE $like";
        command.Parameters.AddWithValue("$like", keyLike);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    });

    /// <summary>Takes every message from every queue and subscription, and keeps none.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        foreach (var path in Broker.EntityPaths.Where(path => Broker.Count(path).Active > 0))
        {
            while (await Broker.ReceiveAsync(path, 500, ct) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    await Broker.CompleteAsync(message, ct);
                }
            }
        }
    }

    /// <summary>The row keys of one kind of state, of all tenants.</summary>
    public IReadOnlyList<string> KeysOf(string kind) => [.. Rows().Where(row => row.Partition.Contains($"-{kind}-", StringComparison.Ordinal)).Select(row => row.Key)];

    /// <summary>All state as text.</summary>
    public string Everything() => string.Join('\n', Rows());

    /// <summary>Queues and subscriptions that hold a message, now or for later, or a dead one.</summary>
    public IReadOnlyList<string> EntitiesInUse() => [.. Broker.EntityPaths.Where(path => Broker.Count(path) is not { Active: 0, Scheduled: 0, DeadLettered: 0 })];

    /// <summary>Every message that has arrived at a queue or subscription so far, in order. They are completed.</summary>
    public async Task<IReadOnlyList<T>> ReceivedAsync<T>(string entityPath, JsonTypeInfo<T> type) =>
        [.. (await ReceivedAsync(entityPath)).Select(message => JsonSerializer.Deserialize(message.Body.Span, type)!)];

    /// <inheritdoc cref="ReceivedAsync{T}"/>
    public async Task<IReadOnlyList<LockedMessage>> ReceivedAsync(string entityPath)
    {
        var received = _received.TryGetValue(entityPath, out var known) ? known : _received[entityPath] = [];
        while (await Broker.ReceiveAsync(entityPath, 100, CancellationToken.None) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await Broker.CompleteAsync(message, CancellationToken.None);
                received.Add(message);
            }
        }

        return received;
    }

    /// <summary>Every CloudEvent that waits on the topic for a subscription, in order. They stay there.</summary>
    public IReadOnlyList<JsonElement> PendingEvents(string subscription)
    {
        _deliveries.AddRange(Topic.Take(subscription, int.MaxValue));
        return [.. _deliveries.Where(delivery => delivery.Subscription == subscription).SelectMany(delivery => JsonElement.Parse(delivery.Body.Span).EnumerateArray())];
    }

    public void Dispose() => _database.Dispose();

    private static Topology WithAllEvents(Topology shipped) => shipped with
    {
        EventGrid = shipped.EventGrid! with
        {
            Subscriptions = [.. shipped.EventGrid.Subscriptions, new EventGridSubscription(AllEvents, "Test", "Test", 500, 512, TimeSpan.FromDays(1))],
        },
    };
}

/// <summary>One row of state, as text.</summary>
internal sealed record StoredRow(string Partition, string Key, string Body);
