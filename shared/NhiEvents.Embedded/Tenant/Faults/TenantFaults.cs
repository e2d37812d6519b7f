using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Faults;

/// <summary>What goes wrong on purpose, all from one seed. Shares are from 0 to 1; the default is nothing.</summary>
public sealed record TenantFaults
{
    public static TenantFaults None { get; } = new();

    public long Seed { get; init; }

    /// <summary>Records that are delivered twice.</summary>
    public double DuplicateRecords { get; init; }

    /// <summary>Records that change places with others of their batch.</summary>
    public double ReorderedRecords { get; init; }

    /// <summary>Records that come late.</summary>
    public double DelayedRecords { get; init; }

    /// <summary>How late at most.</summary>
    public TimeSpan LongestRecordDelay { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Requests of the ports that are answered with 429.</summary>
    public double Throttled { get; init; }

    /// <summary>Requests that fail with 5xx before they have any effect.</summary>
    public double ServerErrors { get; init; }

    /// <summary>Requests that have their effect, but whose answer is lost.</summary>
    public double LostResponses { get; init; }

    /// <summary>Requests that time out; every second one has had its effect.</summary>
    public double Timeouts { get; init; }

    /// <summary>Audit records carry times that are off by up to this, either way.</summary>
    public TimeSpan ClockSkew { get; init; }
}

/// <summary>Faults of log delivery.</summary>
internal sealed class LogFaults(TenantFaults faults)
{
    private const ulong Copy = 0xD0B1;
    private const ulong Order = 0x02DE2;
    private const ulong Delay = 0xDE1A4;
    private const ulong Skew = 0x53E3;

    private readonly Chance _chance = new(faults.Seed);

    public int Copies(long record) => _chance.Share(Copy, record) < faults.DuplicateRecords ? 2 : 1;

    /// <summary>0 keeps the place; anything else sorts before or after.</summary>
    public double OrderOf(long record)
    {
        var share = faults.ReorderedRecords > 0 ? _chance.Share(Order, record) : 1;
        return share < faults.ReorderedRecords ? (share / faults.ReorderedRecords) - 0.5 : 0;
    }

    public TimeSpan DelayOf(long record)
    {
        var share = faults.DelayedRecords > 0 ? _chance.Share(Delay, record) : 1;
        return share < faults.DelayedRecords ? faults.LongestRecordDelay * (share / faults.DelayedRecords) : TimeSpan.Zero;
    }

    public TimeSpan SkewOf(long record) => faults.ClockSkew == TimeSpan.Zero ? TimeSpan.Zero : faults.ClockSkew * ((_chance.Share(Skew, record) * 2) - 1);
}
