namespace NhiEvents.Core.Rotation.Keys;

/// <summary>What is wrong with a key that was used.</summary>
internal enum KeyFault
{
    /// <summary>NHI302: it was taken away, and still let somebody in long afterwards.</summary>
    Retired,

    /// <summary>NHI302: neither the application nor its service principal is known to have had it.</summary>
    Unknown,

    /// <summary>NHI306: it is there, but consumers of this application have theirs from a vault, and this one never was in it.</summary>
    OutsideVault,
}

/// <summary>A key that was used and should not have been. Kept, so that each change is told once.</summary>
/// <param name="KeyId">Lower case.</param>
/// <param name="GoneAt">When it was first missed; null when it never was known, or is still there.</param>
internal sealed record JudgedKey(string KeyId, KeyFault Fault, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, DateTimeOffset? GoneAt)
{
    /// <summary>Used from a source that no key of the application was used from before.</summary>
    public bool FromElsewhere { get; init; }

    public bool Open { get; init; } = true;

    /// <summary>Grows with every change that was told.</summary>
    public long Revision { get; init; } = 1;
}

/// <summary>A key that an application had once.</summary>
/// <param name="At">When it was first missed, which is after it was removed.</param>
internal sealed record GoneKey(string KeyId, DateTimeOffset At);
