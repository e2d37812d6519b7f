namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>One event that a rule matched. Orders by time, then key.</summary>
/// <param name="Key">The same for every copy of the event.</param>
/// <param name="Actor">Object id of who did it, where that is not the subject.</param>
internal sealed record SeenMatch(DateTimeOffset At, string Key, string? Actor = null) : IComparable<SeenMatch>
{
    public int CompareTo(SeenMatch? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(Actor, other.Actor);
}
