using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Streams.Formats;

namespace NhiEvents.Core.Streams;

/// <summary>Delivers one record to one outlet, at least once.</summary>
/// <remarks>
/// What an outlet does not take goes back to the queue for a pause; while it is paused nothing is tried, so that its outage costs the others no time. What waits
/// longer than messages may, or is refused for good, is a dead letter: kept, counted, and sent again when a person says so.
/// </remarks>
public sealed class DeliverRecordHandler(StreamChangesHandler streams, IOutlets outlets, IOptions<StreamOptions> options, TimeProvider time, ILogger<DeliverRecordHandler> log)
{
    private const string Refused = "outlet-refused";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _pausedUntil = new(StringComparer.Ordinal);

    public async Task<Outcome> HandleAsync(DeliverRecord record, CancellationToken ct)
    {
        if (record.Outlet is not { } name)
        {
            return await streams.HandOutAsync(record, ct);
        }

        if (options.Value.Outlets.GetValueOrDefault(name) is not { } outlet)
        {
            return Outcome.Done; // somebody has taken it out of the settings
        }

        var now = time.GetUtcNow();
        if (_pausedUntil.TryGetValue(name, out var until) && until > now)
        {
            return new Outcome.Later(until - now);
        }

        try
        {
            await outlets.SendAsync(outlet.TargetOf(name, AddressOf(record)), StreamText.Of(record, outlet.Format), ct);
            _pausedUntil.TryRemove(name, out _);
            return Outcome.Done;
        }
        catch (OutletException refusal) when (refusal.Refused)
        {
            log.OutletRefused(name, record.RecordId, refusal.Message);
            return Outcome.Reject(Refused);
        }
        catch (OutletException trouble)
        {
            log.OutletFailed(name, record.RecordId, trouble.Message);
            var pause = trouble.RetryAfter is { } wished && wished > options.Value.Pause ? wished : options.Value.Pause;
            _pausedUntil[name] = now + pause;
            return new Outcome.Later(pause);
        }
    }

    /// <summary>Where an owner's mail goes; null: to the outlet's own address.</summary>
    private string? AddressOf(DeliverRecord record) =>
        record.Notice is not { } notice ? null
        : options.Value.OwnerAddresses.FirstOrDefault(owner => string.Equals(owner.Key, notice.Owner, StringComparison.OrdinalIgnoreCase)).Value;
}
