namespace NhiEvents.Core.Ports;

/// <summary>The organisation's ticket system: ServiceNow, Jira, whatever takes a webhook, or the one of this machine.</summary>
/// <remarks>
/// Every method may throw <see cref="TicketSystemException"/>. After <see cref="TicketFault.Unavailable"/> it may have been done. Comments and steps are repeatable.
/// <see cref="CreateAsync"/> is not: look with <see cref="FindAsync"/> before it. A system that cannot be searched takes the correlation key itself as the id of the
/// request, so that its second creation is the same one.
/// </remarks>
public interface ITicketSystem
{
    /// <summary>The ticket with this correlation key, the oldest when there are several; null when there is none or the system cannot be searched.</summary>
    Task<TicketRef?> FindAsync(string correlationKey, CancellationToken ct);

    /// <summary>Makes a ticket. Not repeatable.</summary>
    Task<TicketRef> CreateAsync(NewTicket ticket, CancellationToken ct);

    /// <summary>Says something in a ticket, once for each comment id.</summary>
    /// <exception cref="TicketSystemException">NotFound: the ticket is gone.</exception>
    Task CommentAsync(TicketRef ticket, string commentId, string text, CancellationToken ct);

    /// <summary>Closes a ticket or opens it again. Absolute: a ticket that is so already stays so.</summary>
    /// <param name="stepId">The same when the same step is tried again; another one when the ticket is closed another time.</param>
    /// <param name="note">What the closing or opening rests on; goes into the ticket.</param>
    /// <exception cref="TicketSystemException">NotFound: the ticket is gone. Refused: its workflow does not allow it.</exception>
    Task MoveAsync(TicketRef ticket, TicketMove move, string stepId, string note, CancellationToken ct);
}

/// <summary>A ticket in its system.</summary>
/// <param name="Id">As its system needs it, such as a <c>sys_id</c>.</param>
/// <param name="Number">As people name it, such as <c>INC0010023</c>.</param>
public sealed record TicketRef(string Id, string Number)
{
    public string? Url { get; init; }
}

/// <summary>A ticket to be made.</summary>
/// <param name="Text">Plain text of several lines.</param>
public sealed record NewTicket(string CorrelationKey, string Title, string Text, TicketPriority Priority)
{
    /// <summary>Whose it is, where the system is configured to know this owner.</summary>
    public string? Owner { get; init; }

    public string? ConfigurationItem { get; init; }
}

public enum TicketPriority
{
    Low,
    Medium,
    High,
    Critical,
}

public enum TicketMove
{
    Close,
    Reopen,
}

/// <summary>Why the ticket system did not do what was asked: all that a handler has to tell apart.</summary>
public enum TicketFault
{
    /// <summary>Too many requests. Nothing was done.</summary>
    Throttled,

    /// <summary>No answer, or a server error: it may have been done, or not.</summary>
    Unavailable,

    NotFound,

    /// <summary>It will not do this as it is asked: our account lacks a right, a field is missing, a step is not allowed. A person has to look.</summary>
    Refused,
}

/// <summary>The only exception of <see cref="ITicketSystem"/>, besides cancellation.</summary>
public sealed class TicketSystemException : Exception
{
    public TicketSystemException()
        : this(TicketFault.Unavailable, "The ticket system did not answer.")
    {
    }

    public TicketSystemException(string message)
        : this(TicketFault.Unavailable, message)
    {
    }

    public TicketSystemException(string message, Exception innerException)
        : base(message, innerException) => Fault = TicketFault.Unavailable;

    /// <param name="message">What was refused and why; never a credential.</param>
    /// <param name="retryAfter">When the system says so.</param>
    public TicketSystemException(TicketFault fault, string message, TimeSpan? retryAfter = null)
        : base(message) => (Fault, RetryAfter) = (fault, retryAfter);

    public TicketFault Fault { get; }

    public TimeSpan? RetryAfter { get; }
}
