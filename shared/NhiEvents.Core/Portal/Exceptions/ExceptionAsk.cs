using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>A request for an exception, as a form sends it. What is missing is a fault that is named, not an unreadable body.</summary>
public sealed record ExceptionAsk
{
    /// <summary>May be left out where the identity is known, or there is one tenant.</summary>
    public string? TenantId { get; init; }

    public string? IdentityId { get; init; }

    public ExemptionKind Kind { get; init; }

    public IReadOnlyList<string>? PolicyIds { get; init; }

    public IReadOnlyList<string>? Networks { get; init; }

    public IReadOnlyList<string>? AppIds { get; init; }

    /// <summary>Now, when left out.</summary>
    public DateTimeOffset? Start { get; init; }

    public DateTimeOffset? End { get; init; }

    public string? OwnerId { get; init; }

    public string? Reason { get; init; }

    public string? Ticket { get; init; }

    public string? ConfigurationItem { get; init; }

    public string? MigrationTarget { get; init; }

    public string? UsedById { get; init; }
}

/// <summary>What a person says about an exception.</summary>
public enum ExceptionWordKind
{
    /// <summary>To the request or, when it is in force, to the extension that waits.</summary>
    Approve,

    /// <inheritdoc cref="Approve"/>
    Deny,

    /// <summary>Asks for a later end.</summary>
    Extend,

    /// <summary>Ends it now.</summary>
    Revoke,
}

/// <summary>What comes with a word.</summary>
public sealed record ExceptionWordBody
{
    public string? Reason { get; init; }

    /// <summary>Extend: the new end.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Extend: the one emergency extension.</summary>
    public bool Emergency { get; init; }
}

/// <summary>What became of something that a person asked.</summary>
public abstract record AskOutcome
{
    private AskOutcome()
    {
    }

    /// <summary>The command is on its way.</summary>
    public sealed record Asked(string ExceptionId) : AskOutcome;

    /// <summary>It would be refused; every reason.</summary>
    public sealed record Faulty(IReadOnlyList<PreviewFault> Faults) : AskOutcome;

    public sealed record Missing : AskOutcome;

    /// <summary>The exception has changed since the person looked at it.</summary>
    public sealed record Stale : AskOutcome;

    /// <summary>The key was used for something else before.</summary>
    public sealed record KeyTaken : AskOutcome;
}

/// <summary>How the exceptions app would decide, for those who ask before it does.</summary>
/// <param name="IdOf">The id that the exception will have.</param>
/// <param name="Preview">Of a request.</param>
/// <param name="ApprovalFaults">By announcement and account.</param>
/// <param name="ExtensionFaults">By announcement, extension and open findings.</param>
public sealed record ExceptionRules(
    Func<RequestExemption, string> IdOf,
    Func<RequestExemption, ExceptionTerms?, KnownIdentity, DateTimeOffset, RequestPreview> Preview,
    Func<ExemptionChanged, string, ExceptionTerms?, DateTimeOffset, IReadOnlyList<string>> ApprovalFaults,
    Func<ExemptionChanged, ExtendExemption, IReadOnlyList<string>, ExceptionTerms?, DateTimeOffset, IReadOnlyList<string>> ExtensionFaults);
