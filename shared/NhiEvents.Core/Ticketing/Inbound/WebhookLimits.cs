using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>Counts per minute, in the memory of this instance: what one sender may ask, and how often one address may be wrong.</summary>
/// <remarks>Its size has a bound: when it is full, addresses that are new share one count until the minute is over.</remarks>
public sealed class WebhookLimits(IOptions<WebhookOptions> options, TimeProvider time)
{
    private const int MaxKeys = 4096;

    private const string Rest = "others";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _minute;

    /// <summary>How long the address has to wait; null when it is looked at.</summary>
    internal TimeSpan? WaitOfAddress(string address)
    {
        lock (_lock)
        {
            Turn();
            return _counts.GetValueOrDefault(KeyOf("refused " + address)) >= options.Value.RefusedPerMinute ? Left() : null;
        }
    }

    internal void Refused(string address)
    {
        lock (_lock)
        {
            Turn();
            Add(KeyOf("refused " + address));
        }
    }

    /// <summary>Counts a delivery of a sender; when it is one too many, how long to wait.</summary>
    internal TimeSpan? WaitOfSender(string sender)
    {
        lock (_lock)
        {
            Turn();
            var key = "accepted " + sender;
            if (_counts.GetValueOrDefault(key) >= options.Value.AcceptedPerMinute)
            {
                return Left();
            }

            Add(key);
            return null;
        }
    }

    private string KeyOf(string key) => _counts.Count < MaxKeys || _counts.ContainsKey(key) ? key : Rest;

    private void Add(string key) => _counts[key] = _counts.GetValueOrDefault(key) + 1;

    private void Turn()
    {
        var minute = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute;
        if (minute != _minute)
        {
            _counts.Clear();
            _minute = minute;
        }
    }

    private TimeSpan Left() => TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (time.GetUtcNow().UtcTicks % TimeSpan.TicksPerMinute));
}
