using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Tickets;

/// <summary>Where a ticket stands.</summary>
public enum TicketState
{
    /// <summary>Decided, and not yet in the ticket system.</summary>
    Waiting,

    Open,

    Closed,
}

/// <summary>What somebody in a ticket system may ask for.</summary>
public enum TicketWord
{
    Approve,
    Deny,
    Extend,
    Revoke,
    Close,
    Comment,
    StartRotation,

    /// <summary>Lets a proposed reaction happen.</summary>
    ApproveReaction,
}

/// <summary>What a ticket says, before it is put into words. Everything that a person needs who never saw the product.</summary>
/// <param name="Title">One line.</param>
/// <param name="What">What does not work, or what was seen.</param>
/// <param name="Since">The first event that counts.</param>
/// <param name="Impact">What it means for the organisation.</param>
/// <param name="Cause">One sentence.</param>
/// <param name="Owner">A name, or <c>unknown</c>.</param>
public sealed record TicketFacts(string Title, string What, DateTimeOffset Since, string Impact, string Cause, Severity Severity, string Owner)
{
    /// <summary>Whom it is about, at most 200: a message has 256 KB. Where there are more, comments of the same case name the rest.</summary>
    public IReadOnlyList<IdentityRef> Identities { get; init => field = value ?? []; } = [];

    /// <summary>So many of <see cref="Identities"/>, the last of them, are named in comments: only the text of a ticket that does not have these comments names them.</summary>
    public int InComments { get; init; }

    /// <summary>How many it is about.</summary>
    public int IdentityCount { get; init; } = 1;

    /// <summary>Object ids of those for whom <see cref="Offer"/> does not hold.</summary>
    public IReadOnlyList<string> WithoutOffer { get; init => field = value ?? []; } = [];

    /// <summary>In order: the first is the one to try first.</summary>
    public IReadOnlyList<Remedy> Remedies { get; init => field = value ?? []; } = [];

    /// <summary>What a time-boxed exception would do, and how to ask for it; null when one cannot help.</summary>
    public string? Offer { get; init; }

    /// <summary>What the system has done or proposes.</summary>
    public IReadOnlyList<string> Reactions { get; init => field = value ?? []; } = [];

    /// <summary>The numbers of the findings, such as <c>NHI101</c>.</summary>
    public IReadOnlyList<string> FindingTypes { get; init => field = value ?? []; } = [];

    /// <summary>Key of a configuration item that the registry names.</summary>
    public string? ConfigurationItem { get; init; }
}
