using Azure.Messaging;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core;
using NhiEvents.Core.Ingest;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Hosting;

namespace NhiEvents.Local.Hosting;

/// <summary>What apps in one process need to read once only, and what can be read on another thread before it is its turn.</summary>
internal sealed class Readings
{
    private readonly ReadAhead<CloudEvent[]> _batches;

    public Readings(EventTopic topic)
    {
        _batches = new ReadAhead<CloudEvent[]>(ReadBatch);
        topic.Stored += _batches.Begin;
    }

    public RowsAhead Rows { get; } = new();

    public ReadEvents Data { get; } = new();

    /// <param name="messages">Of the log.</param>
    public void Begin(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        foreach (var message in messages)
        {
            Rows.Begin(message);
        }
    }

    /// <summary>The events of a batch. Other functions get the same events; the array is not to be changed.</summary>
    public IReadOnlyList<CloudEvent> EventsOf(ReadOnlyMemory<byte> batch) => _batches.Of(batch);

    /// <summary>Reads sign-ins too: nearly all events are sign-ins, and several apps want each.</summary>
    private CloudEvent[] ReadBatch(ReadOnlyMemory<byte> batch)
    {
        var events = CloudEvent.ParseMany(new BinaryData(batch));
        foreach (var one in events.Where(one => one.Type == EventTypes.SignIn))
        {
            Data.TryRead(one, NhiJson.Default.SignIn, out _);
        }

        return events;
    }
}
