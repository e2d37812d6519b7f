using System.Text.Json;
using Azure.Messaging;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.EventGrid;

/// <summary>Outgoing events as the CloudEvents batches that Event Grid takes.</summary>
internal static class EventMapping
{
    private const string Json = "application/json";

    /// <summary>The distributed tracing extension of CloudEvents.</summary>
    private const string TraceParent = "traceparent";

    /// <summary>JSON arrays of events, each as full as the size limit lets it be.</summary>
    /// <exception cref="ArgumentException">One event alone is over the limit.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ToBatches(IReadOnlyList<OutgoingEvent> events)
    {
        var batches = new List<ReadOnlyMemory<byte>>();
        var open = new MemoryStream();
        foreach (var outgoing in events)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(ToCloudEvent(outgoing));
            if (Alone(json) > IEventPublisher.MaxBatchBytes)
            {
                throw new ArgumentException(
                    $"Event '{outgoing.Id}' of type {outgoing.Type} has {json.Length} bytes; the limit is {IEventPublisher.MaxBatchBytes}.", nameof(events));
            }

            if (open.Length > 0 && open.Length + Alone(json) > IEventPublisher.MaxBatchBytes)
            {
                batches.Add(Close(open));
                open = new MemoryStream();
            }

            open.WriteByte(open.Length == 0 ? (byte)'[' : (byte)',');
            open.Write(json);
        }

        if (open.Length > 0)
        {
            batches.Add(Close(open));
        }

        return batches;
    }

    private static CloudEvent ToCloudEvent(OutgoingEvent outgoing)
    {
        var mapped = new CloudEvent(outgoing.Source, outgoing.Type, BinaryData.FromBytes(outgoing.Data), Json, CloudEventDataFormat.Json)
        {
            Id = outgoing.Id,
            Subject = outgoing.Subject,
            Time = outgoing.Time,
        };
        if (outgoing.TraceParent is { } traceParent)
        {
            mapped.ExtensionAttributes[TraceParent] = traceParent;
        }

        return mapped;
    }

    /// <summary>With a bracket or comma before it, and the bracket after.</summary>
    private static long Alone(byte[] json) => json.Length + 2;

    private static ReadOnlyMemory<byte> Close(MemoryStream open)
    {
        open.WriteByte((byte)']');
        return open.GetBuffer().AsMemory(0, (int)open.Length);
    }
}
