using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Contracts.Messages;

/// <summary>There is to be one ticket for this root cause, and it is to say this. Repeatable: the same <see cref="CaseKey"/> is the same ticket, the highest <see cref="Revision"/> is the newest.</summary>
/// <param name="CaseKey">Of the root cause: letters, digits and hyphens. The ticket system is searched for it before a ticket is made.</param>
public sealed record OpenTicket(string TenantId, string CaseKey, long Revision, TicketFacts Facts, DateTimeOffset At)
{
    public const string Kind = "open-ticket";

    /// <summary>The identity that a rotation or an exception asked for in the ticket is about; null for several.</summary>
    public string? IdentityId { get; init; }

    /// <summary>What has changed, as a comment on a ticket that is there already; null comments nothing.</summary>
    public string? Change { get; init; }
}

/// <summary>Something to say in a ticket. The same <see cref="CommentId"/> is said once.</summary>
public sealed record CommentTicket(string TenantId, string CaseKey, string CommentId, string Text, DateTimeOffset At)
{
    public const string Kind = "comment-ticket";

    /// <summary>Nothing else says it: it waits for the ticket system as long as it takes, while other comments are summed up after a while.</summary>
    public bool IsEssential { get; init; }
}

/// <summary>The root cause is gone: close its ticket and say why. Unordered with <see cref="OpenTicket"/>: the highest revision holds.</summary>
/// <param name="Evidence">What shows that it is over.</param>
public sealed record CloseTicket(string TenantId, string CaseKey, long Revision, string Evidence, DateTimeOffset At)
{
    public const string Kind = "close-ticket";
}

/// <summary>Write to the ticket system what waits for it. Repeatable; finds nothing to do when nothing waits.</summary>
/// <param name="DueAt">Part of the message id, so two deadlines are two messages.</param>
public sealed record WriteTicket(string TenantId, string CaseKey, DateTimeOffset DueAt)
{
    public const string Kind = "write-ticket";
}

/// <summary>A webhook whose signature was right asks for something. The same <see cref="DeliveryKey"/> is the same request.</summary>
/// <param name="Sender">Name of the sender's profile.</param>
/// <param name="Ticket">As the sender names it: a number, a key, or our own case key.</param>
public sealed record ActOnTicket(string TenantId, string Sender, string DeliveryKey, TicketWord Word, string Ticket, DateTimeOffset At)
{
    public const string Kind = "act-on-ticket";

    /// <summary>Object id of the account of who asks; null only for a comment.</summary>
    public string? PersonId { get; init; }

    public string? IdentityId { get; init; }

    public string? ExemptionId { get; init; }

    public string? ReactionId { get; init; }

    /// <summary>The wanted end of an extension.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>A reason or a comment, cut to a length that every system takes.</summary>
    public string? Text { get; init; }
}

/// <summary>A ticket was written, changed or closed in the ticket system. The highest <see cref="Revision"/> is the newest.</summary>
/// <param name="Number">As people name it, such as <c>INC0010023</c>.</param>
public sealed record TicketChanged(string TenantId, string CaseKey, string Number, long Revision, TicketState State, DateTimeOffset At)
{
    public const string Kind = "ticket-changed";

    public string? Url { get; init; }

    public string? Title { get; init; }

    /// <summary>Object ids of the identities that it is about, as far as it names them.</summary>
    public IReadOnlyList<string> IdentityIds { get; init => field = value ?? []; } = [];

    /// <summary>The numbers of the findings that it is about, such as <c>NHI101</c>.</summary>
    public IReadOnlyList<string> FindingTypes { get; init => field = value ?? []; } = [];
}
