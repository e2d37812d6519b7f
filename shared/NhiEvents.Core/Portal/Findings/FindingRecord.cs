using System.Buffers;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Findings;

/// <summary>A finding as the portal keeps it: what Detection announced last, and what people said about it here.</summary>
/// <param name="Revision">Of the announcement.</param>
internal sealed record FindingRecord(string TenantId, long Revision, Finding Finding)
{
    /// <summary>When this row was written last; absent in rows of the first version.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When the portal learned that it opened, or was withdrawn.</summary>
    public DateTimeOffset? TurnedAt { get; init; }

    /// <summary>The last word about its mutes; null when there never was one.</summary>
    public FindingMute? Mute { get; init; }

    private const string MandatoryMfa = "Microsoft's mandatory multi-factor authentication";

    public ListRow<FindingEntry> ToListRow() => new(Finding.Id, ChangedAt!.Value, new FindingEntry(
        Finding.Id, TenantId, Finding.FindingType, Finding.Name, Finding.Severity, Finding.Identity, Finding.Owner, Finding.Cause,
        Finding.FirstSeen, Finding.LastSeen, Finding.Count, Finding.State, TurnedAt!.Value)
    {
        CountIsLowerBound = Finding.CountIsLowerBound ? true : null,
        Criticality = Finding.Criticality,
        MutedUntil = Mute?.Until,
        Policy = Finding switch
        {
            { FindingType: "NHI111" } => MandatoryMfa,
            { FindingType: "NHI101" or "NHI108", Evidence.Policies: [var policy, ..] } => policy,
            _ => null,
        },
    });
}

/// <summary>A finding as it is shown: what is kept of it, and its tickets.</summary>
/// <param name="Tickets">Its own, and those that it shares with others of the same cause; the latest first.</param>
internal sealed record FindingDetail(string TenantId, long Revision, Finding Finding, DateTimeOffset? ChangedAt, DateTimeOffset? TurnedAt, FindingMute? Mute, IReadOnlyList<Tickets.TicketEntry> Tickets);

/// <summary>What was said last about mutes of a finding.</summary>
/// <param name="Why">The reason, why it ended, or why it was refused.</param>
internal sealed record FindingMute(long Revision, MuteState State, string Why, DateTimeOffset At)
{
    /// <summary>Of a mute that holds.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When the word is worth nothing any more, for a finding that has not come.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset EndsAt => (Until > At ? Until.Value : At) + RetentionOptions.ShowWithdrawn;

    /// <summary>Object id of the person's account.</summary>
    public string? PersonId { get; init; }
}

/// <summary>What the list of findings shows of one.</summary>
/// <param name="FindingType">In JSON <c>finding</c>.</param>
/// <param name="TurnedAt">When the portal learned that it opened, or was withdrawn.</param>
internal sealed record FindingEntry(
    string Id,
    string TenantId,
    [property: System.Text.Json.Serialization.JsonPropertyName("finding")] string FindingType,
    string Name,
    Severity Severity,
    IdentityRef Identity,
    string Owner,
    string Cause,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    int Count,
    FindingState State,
    DateTimeOffset TurnedAt)
{
    private string? _text;

    public bool? CountIsLowerBound { get; init; }

    public Criticality? Criticality { get; init; }

    /// <summary>Nobody is told of it until then; absent when somebody is.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>What stops its sign-ins, where that is a policy: others that it stops have the same cause.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether any of its texts holds this one.</summary>
    public bool Says(SearchValues<string> text) =>
        (_text ??= string.Join('\n', Identity.DisplayName, Identity.Id, Identity.UserPrincipalName, Owner, FindingType, Name, Cause)).AsSpan().ContainsAny(text);

    /// <summary>So long after its last event, and long enough to be seen; null while it is open.</summary>
    public DateTimeOffset? EndsAt(TimeSpan keep) =>
        State is FindingState.Open ? null : LastSeen + keep is var end && end > TurnedAt + RetentionOptions.ShowWithdrawn ? end : TurnedAt + RetentionOptions.ShowWithdrawn;

    /// <summary>The families are the first digit: 1 says that something does not work; guesses at a password do not say it.</summary>
    public bool IsBreakage() => FindingType.StartsWith("NHI1", StringComparison.Ordinal) && Name != FindingNames.PasswordGuessed;
}
