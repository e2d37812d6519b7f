namespace NhiEvents.Core.Events;

/// <summary>Which loaded rules match a raw row; empty when none does. For any number of threads.</summary>
/// <param name="row">One record, UTF-8 JSON.</param>
public delegate IReadOnlyList<RuleHit> RowRules(ReadOnlySpan<byte> row);

/// <summary>A loaded rule matches a row.</summary>
/// <param name="EventKey">16 hex digits; the same for every copy of the event.</param>
/// <param name="At">The event's own time; null when the row names none.</param>
/// <param name="Log">Our name of the log.</param>
/// <param name="Who">Who did it, as the row names it: may be a person's name.</param>
/// <param name="What">To what it was done.</param>
/// <param name="Fields">What correlation rules ask of this rule's events, and nothing else of the row.</param>
public sealed record RuleHit(
    string RuleId, string EventKey, DateTimeOffset? At, string Log, string? Tenant, string? Who, string? What, IReadOnlyDictionary<string, string> Fields);
