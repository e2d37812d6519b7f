using System.Collections.Concurrent;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Memory;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tickets;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Hosting;

/// <summary>The stores of the local host. Azure has no transaction across state, bus and log, so here they are apart too.</summary>
internal sealed class Storage : IAsyncDisposable
{
    private readonly SqliteDatabase? _state;
    private readonly SqliteDatabase? _bus;
    private readonly SqliteDatabase _log;
    private readonly Topology _topology;
    private readonly ConcurrentDictionary<string, IStateStore> _tables = new(StringComparer.Ordinal);

    private Storage(SqliteDatabase? state, SqliteDatabase? bus, SqliteDatabase log, Topology topology, TimeProvider time)
    {
        (_state, _bus, _log, _topology) = (state, bus, log, topology);
        Broker = bus is null ? Broker.InMemory(topology, time) : new Broker(bus, topology, time);
        Log = bus is null ? EventLog.InMemory(topology, time) : new EventLog(log, topology, time);
        Topic = bus is null ? EventTopic.InMemory(topology, time) : new EventTopic(log, topology, time);
        Readings = new Readings(Topic);
        TenantLogs = new EmittedLogs(log);
        Tickets = new SqliteTicketSystem(log, time);
    }

    /// <summary>What is kept in SQLite.</summary>
    public IReadOnlyList<SqliteDatabase> Databases => [.. new[] { _state, _bus, _log }.OfType<SqliteDatabase>()];

    public Broker Broker { get; }

    public EventLog Log { get; }

    public EventTopic Topic { get; }

    /// <summary>What the apps of this process need to read once only.</summary>
    public Readings Readings { get; }

    /// <summary>What a simulated tenant has written into its logs.</summary>
    public EmittedLogs TenantLogs { get; }

    /// <summary>The ticket system of this machine.</summary>
    public SqliteTicketSystem Tickets { get; }

    /// <summary>Durable: every commit is on disk when it returns.</summary>
    /// <exception cref="HostRefusalException">The folder cannot be made.</exception>
    public static Storage OpenFolder(string folder, Topology topology, TimeProvider time)
    {
        Folders.Make(folder);
        return new Storage(Open("state.db"), Open("bus.db"), Open("log.db"), topology, time);

        SqliteDatabase Open(string name) => SqliteDatabase.OpenFile(Path.Combine(folder, name));
    }

    /// <summary>Gone with the process: for a simulation, and for a replay, whose input is its own durable log. Only tickets and what the tenant wrote are in SQLite then.</summary>
    public static Storage OpenInMemory(Topology topology, TimeProvider time) =>
        new(state: null, bus: null, SqliteDatabase.OpenInMemory(), topology, time);

    /// <summary>The state of an app.</summary>
    /// <param name="app">Its name in lower case, as its table is called on Azure.</param>
    public IStateStore Table(string app) => _tables.GetOrAdd(app, name => _state is null ? new MemoryStateStore() : new SqliteStateStore(_state, name));

    /// <summary>True when nothing waits to be handled now: no log message, no delivery, no message that is due.</summary>
    public bool IsIdle(DateTimeOffset now) =>
        LogIsDrained()
        && (_topology.EventGrid?.Subscriptions ?? []).All(subscription => !(Topic.NextDue(subscription.Name) <= now))
        && Broker.EntityPaths.All(path => Broker.Count(path).Active == 0);

    private bool LogIsDrained() => _topology.EventHubs.All(hub => hub.ConsumerGroups.All(group =>
        Enumerable.Range(0, hub.Partitions).All(partition => Log.Read(hub.Name, group, partition, 1).Count == 0)));

    public async ValueTask DisposeAsync()
    {
        foreach (var database in Databases)
        {
            await database.DisposeAsync();
        }
    }
}
