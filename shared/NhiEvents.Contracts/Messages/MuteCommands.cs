namespace NhiEvents.Contracts.Messages;

/// <summary>A person wants to hear nothing of a finding until a time. A mute is an exception too: it has a reason and an end.</summary>
/// <param name="PersonId">Object id of the person's account.</param>
/// <param name="Reason">For people; never in the ledger.</param>
public sealed record MuteFinding(string TenantId, string IdentityId, string FindingId, string PersonId, string Reason, DateTimeOffset Until, DateTimeOffset At)
{
    public const string Kind = "mute-finding";
}

/// <summary>A person wants to hear of a finding again.</summary>
public sealed record UnmuteFinding(string TenantId, string IdentityId, string FindingId, string PersonId, DateTimeOffset At)
{
    public const string Kind = "unmute-finding";
}

/// <summary>Look whether a mute is over. Repeatable.</summary>
/// <param name="DueAt">Part of the message id, so two deadlines are two messages.</param>
public sealed record EndMute(string TenantId, string IdentityId, string FindingId, DateTimeOffset DueAt)
{
    public const string Kind = "end-mute";
}

/// <summary>A finding was muted, is heard again, or a mute was refused.</summary>
/// <param name="Revision">Grows with every word about mutes of the finding.</param>
/// <param name="Why">For people: the reason of a mute, why it ended, or why it was refused.</param>
public sealed record MuteChanged(string TenantId, string IdentityId, string FindingId, long Revision, MuteState State, string Why, DateTimeOffset At)
{
    public const string Kind = "mute-changed";

    /// <summary>Of a mute that holds.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Object id of the person's account; null when the configuration or time did it.</summary>
    public string? PersonId { get; init; }
}

/// <summary>Whether anybody hears of a finding.</summary>
public enum MuteState
{
    /// <summary>No ticket, no notice until its end, or until it worsens.</summary>
    Muted,

    /// <summary>It is heard as before.</summary>
    Heard,

    /// <summary>The wish was refused; what held before holds.</summary>
    Refused,
}
