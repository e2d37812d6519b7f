using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Events cut into batches that every subscription can be given in one call.</summary>
internal sealed class CloudEventBatches
{
    public const int Kilobyte = 1024;

    private readonly FrozenDictionary<string, IReadOnlyList<EventGridSubscription>> _takersByType;

    private readonly IReadOnlyList<EventGridSubscription> _takersOfAll;

    public CloudEventBatches(IReadOnlyList<EventGridSubscription> subscriptions)
    {
        _takersOfAll = [.. subscriptions.Where(subscription => subscription.EventTypes.Count == 0)];
        _takersByType = subscriptions.SelectMany(subscription => subscription.EventTypes).Distinct(StringComparer.Ordinal).ToFrozenDictionary(
            type => type,
            type => (IReadOnlyList<EventGridSubscription>)[.. subscriptions.Where(subscription => subscription.Takes(type))],
            StringComparer.Ordinal);
    }

    /// <summary>In order. Events that nobody takes are left out. A batch ends before it would exceed what one of its subscriptions wants in a call.</summary>
    /// <exception cref="ArgumentException">An event is over Event Grid's limit, lacks an attribute, or its data is no JSON.</exception>
    public List<CloudEventBatch> Cut(IReadOnlyList<OutgoingEvent> events)
    {
        var batches = new List<CloudEventBatch>();
        CloudEventBatch? open = null;
        foreach (var outgoing in events)
        {
            var json = CloudEventJson.Write(outgoing);
            var takers = _takersByType.GetValueOrDefault(outgoing.Type, _takersOfAll);
            if (takers.Count == 0)
            {
                continue;
            }

            if (open is null || !Fits(open, takers, json.Length))
            {
                batches.Add(open = new CloudEventBatch());
            }

            open.Add(json, takers);
        }

        return batches;
    }

    private static bool Fits(CloudEventBatch batch, IReadOnlyList<EventGridSubscription> takers, int bytes) =>
        batch.Takers.Concat(takers).All(taker =>
            batch.Count + 1 <= taker.MaxEventsPerBatch && batch.Bytes + bytes + 1 <= Math.Min(taker.PreferredBatchSizeInKilobytes * Kilobyte, IEventPublisher.MaxBatchBytes));
}

/// <summary>One batch that is being filled.</summary>
internal sealed class CloudEventBatch
{
    private readonly List<byte[]> _events = [];
    private readonly Dictionary<EventGridSubscription, int> _takers = new(ReferenceEqualityComparer.Instance);

    public int Count => _events.Count;

    /// <summary>Of the JSON array.</summary>
    public int Bytes { get; private set; } = 1;

    public IEnumerable<EventGridSubscription> Takers => _takers.Keys;

    public void Add(byte[] json, IEnumerable<EventGridSubscription> takers)
    {
        _events.Add(json);
        Bytes += json.Length + 1;
        foreach (var taker in takers)
        {
            _takers[taker] = _takers.GetValueOrDefault(taker) + 1;
        }
    }

    public byte[] ToJson() => CloudEventJson.Array(_events, Bytes);

    public SortedDictionary<string, PendingState> ToPending(long due) => new(
        _takers.ToDictionary(taker => taker.Key.Name, taker => new PendingState(0, due, taker.Value, taker.Value < Count)), StringComparer.Ordinal);
}

/// <summary>CloudEvents 1.0 in JSON.</summary>
internal static class CloudEventJson
{
    public static byte[] Write(OutgoingEvent outgoing)
    {
        if (outgoing.Id.Length == 0 || outgoing.Source.Length == 0 || outgoing.Type.Length == 0)
        {
            throw new ArgumentException("A CloudEvent needs an id, a source and a type.");
        }

        var buffer = new ArrayBufferWriter<byte>(outgoing.Data.Length + 256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", outgoing.Id);
        writer.WriteString("source", outgoing.Source);
        writer.WriteString("type", outgoing.Type);
        if (outgoing.Subject.Length > 0)
        {
            writer.WriteString("subject", outgoing.Subject);
        }

        writer.WriteString("time", outgoing.Time);
        if (outgoing.TraceParent is { } trace)
        {
            writer.WriteString("traceparent", trace);
        }

        WriteData(writer, outgoing);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenCount + 2 <= IEventPublisher.MaxBatchBytes
            ? buffer.WrittenSpan.ToArray()
            : throw new ArgumentException($"Event {outgoing.Id} has {buffer.WrittenCount} bytes; Event Grid takes {IEventPublisher.MaxBatchBytes} per publish.");
    }

    public static byte[] Array(IReadOnlyList<byte[]> events, int bytes)
    {
        var array = new byte[bytes];
        var at = 0;
        foreach (var json in events)
        {
            array[at++] = (byte)(at == 1 ? '[' : ',');
            json.CopyTo(array, at);
            at += json.Length;
        }

        array[at] = (byte)']';
        return array;
    }

    /// <summary>The events of a batch that have one of these types.</summary>
    public static byte[] Only(ReadOnlyMemory<byte> batch, IReadOnlyList<string> types)
    {
        using var document = JsonDocument.Parse(batch);
        var buffer = new ArrayBufferWriter<byte>(batch.Length);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var json in document.RootElement.EnumerateArray().Where(json => types.Contains(json.GetProperty("type").GetString(), StringComparer.Ordinal)))
        {
            json.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Utf8JsonWriter writer, OutgoingEvent outgoing)
    {
        if (outgoing.Data.IsEmpty)
        {
            return;
        }

        writer.WriteString("datacontenttype", "application/json");
        writer.WritePropertyName("data");
        try
        {
            writer.WriteRawValue(outgoing.Data.Span);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The data of event {outgoing.Id} is no JSON: {e.Message}", e);
        }
    }
}
