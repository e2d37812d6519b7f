using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Local.Simulate;

/// <summary>What people of the simulated world ask of the system, on its way to the queue.</summary>
internal sealed class Commands
{
    private readonly Queue<OutgoingMessage> _asked = new();
    private readonly SqliteMessageBus _bus;
    private readonly TimeProvider _time;
    private readonly Work _work;

    public Commands(Broker broker, Scheduler scheduler)
    {
        (_bus, _time) = (new SqliteMessageBus(broker), scheduler.Time);
        _work = scheduler.Register("the people's commands", SendAsync);
    }

    public void Add(OutgoingMessage command)
    {
        _asked.Enqueue(command);
        Start();
    }

    /// <summary>Sends what waits, also after the scheduler has forgotten everything.</summary>
    public void Start()
    {
        if (_asked.Count > 0)
        {
            _work.Wake(_time.GetUtcNow());
        }
    }

    private async Task<DateTimeOffset?> SendAsync(CancellationToken ct)
    {
        while (_asked.TryPeek(out var command))
        {
            await _bus.SendAsync(Queues.Exceptions, [command], ct);
            _asked.Dequeue();
        }

        return null;
    }
}
