using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Messaging;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting;

/// <summary>Takes a batch of Event Grid events so that Event Grid practically always gets a success.</summary>
/// <remarks>
/// Event Grid answers a failing endpoint by delaying new deliveries too, up to hours. So what cannot be read is kept as rejected, what fails now
/// goes to the app's own retry queue, and only a hand-off that fails itself throws.
/// </remarks>
/// <param name="shared">What other apps of this process have read of the same events; null: none shares one.</param>
public sealed class EventIntake(IMessageBus bus, ILogger<EventIntake> log, ReadEvents? shared = null)
{
    /// <param name="handle">Handles all events; returns those that failed.</param>
    /// <param name="retryQueue">The app's queue for what failed.</param>
    public async Task HandleAsync<T>(
        IReadOnlyList<CloudEvent> events,
        JsonTypeInfo<T> type,
        Func<IReadOnlyList<T>, CancellationToken, Task<IReadOnlyList<FailedEvents<T>>>> handle,
        string retryQueue,
        CancellationToken ct)
        where T : class
    {
        var read = new Dictionary<T, CloudEvent>(ReferenceEqualityComparer.Instance);
        foreach (var one in events)
        {
            if (TryRead(one, type, out var value))
            {
                read.Add(value, one);
            }
            else
            {
                log.UnreadableEvent(one.Id, one.Type);
                await bus.SendAsync(retryQueue, [Handed(one)], ct); // its function dead-letters it, where a person finds it
            }
        }

        var parts = await handle([.. read.Keys], ct);
        var failed = parts.SelectMany(part => part.Events).ToList();
        if (failed.Count > 0)
        {
            log.HandedOff(failed.Count, string.Join(", ", parts.Select(part => part.Failure.GetType().Name).Distinct().Order(StringComparer.Ordinal)), retryQueue);
            Telemetry.EventsHandedOff.Add(failed.Count, new KeyValuePair<string, object?>("queue", retryQueue));
            await bus.SendAsync(retryQueue, [.. failed.Select(item => Handed(read[item]))], ct);
        }
    }

    private bool TryRead<T>(CloudEvent one, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class => shared is null ? Wire.TryRead(one.Data?.ToMemory() ?? default, type, out value) : shared.TryRead(one, type, out value);

    /// <summary>Hands all events to the app's queue, as they came.</summary>
    public Task HandOnAsync(IReadOnlyList<CloudEvent> events, string queue, CancellationToken ct) => bus.SendAsync(queue, [.. events.Select(Handed)], ct);

    private static OutgoingMessage Handed(CloudEvent one)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new RetryEvent(one.Id, one.Type, Data(one)), NhiJson.Default.RetryEvent);
        return new OutgoingMessage(MessageIds.From(one.Source, one.Id, "retry"), RetryEvent.Kind, body) { TraceParent = Telemetry.TraceParent };
    }

    /// <summary>The event's data; what is no JSON goes along as Base64 text, for whoever looks at the dead letter.</summary>
    private static JsonElement Data(CloudEvent one)
    {
        var bytes = one.Data?.ToMemory() ?? "null"u8.ToArray();
        try
        {
            return JsonElement.Parse(bytes.Span);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Convert.ToBase64String(bytes.Span), NhiJson.Default.String);
        }
    }
}
