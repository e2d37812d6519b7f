using System.Buffers;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>An exception as the portal keeps it: what was asked here, and what its app announced last.</summary>
internal sealed record ExceptionRecord(string TenantId, string Id, string IdentityId, DateTimeOffset ChangedAt)
{
    /// <summary>More words than anybody waits for.</summary>
    private const int MaxAsked = 20;

    /// <summary>What was asked for here; absent when it was asked for elsewhere.</summary>
    public RequestExemption? Request { get; init; }

    public ExemptionRefused? Refused { get; init; }

    public ExemptionChanged? Last { get; init; }

    /// <summary>What people have said here since the last announcement; the app that decides has not answered yet.</summary>
    public IReadOnlyList<AskedWord> Asked { get; init => field = value ?? []; } = [];

    /// <summary>A slug: <c>asked</c>, <c>refused</c>, or what the app announced.</summary>
    public string State => Last is { } last ? CamelCase.Of(last.State) : Refused is null ? "asked" : "refused";

    public ExceptionRecord With(ExemptionChanged change, DateTimeOffset now) => this with { Last = change, Asked = [], ChangedAt = now };

    public ExceptionRecord With(ExemptionRefused refused, DateTimeOffset now) => this with { Refused = refused, Asked = [], ChangedAt = now };

    public ExceptionRecord With(AskedWord word) => this with { Asked = [.. Asked.TakeLast(MaxAsked - 1), word], ChangedAt = word.At };

    public ListRow<ExceptionEntry> ToListRow() => new(Id, ChangedAt, new ExceptionEntry(
        Id, TenantId, IdentityId, State, Last?.At ?? Refused?.At ?? ChangedAt, Last?.Details?.Kind ?? Request?.ExemptionKind ?? ExemptionKind.Standard, Last?.Details?.Policies ?? Request?.PolicyIds ?? [])
    {
        End = Last is null ? Request?.End : Last.End,
        Text = Last?.Text ?? (Refused is { Faults: [var first, ..] } ? first : null),
        Waits = Last is { NeedsPerson: true } or { State: ExemptionState.Requested } or { Details.Extension: not null } ? true : null,
        Guarded = Last?.Details?.Guarded,
        Requester = Last?.Details?.Requester ?? Request?.RequesterId,
        ActivatedAt = Last?.Details?.ActivatedAt,
        RemovedAt = Last?.Details?.RemovedAt,
    });
}

/// <summary>A person has asked something of an exception.</summary>
/// <param name="By">The person's name.</param>
internal sealed record AskedWord(ExceptionWordKind What, string By, DateTimeOffset At);

/// <summary>What the list of exceptions shows of one.</summary>
/// <param name="State">A slug.</param>
internal sealed record ExceptionEntry(string Id, string TenantId, string IdentityId, string State, DateTimeOffset At, ExemptionKind Kind, IReadOnlyList<string> Policies)
{
    public DateTimeOffset? End { get; init; }

    public string? Text { get; init; }

    /// <summary>True when a person has to decide or act.</summary>
    public bool? Waits { get; init; }

    public bool? Guarded { get; init; }

    /// <summary>A person's id.</summary>
    public string? Requester { get; init; }

    public DateTimeOffset? ActivatedAt { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>So long after its last announcement; null while it is open.</summary>
    public DateTimeOffset? EndsAt(TimeSpan keep) => IsOpen() ? null : At + RetentionOptions.OfExceptions(keep);

    /// <summary>Whether it takes the one place that an identity has per policy.</summary>
    public bool IsOpen() => State is not ("asked" or "refused" or "denied" or "endedUnproven" or "ended");
}

/// <summary>An exception with whom it is about; an element of the list.</summary>
/// <param name="Owner">Of the identity: a name, or <c>unknown</c>.</param>
internal sealed record ExceptionView(ExceptionEntry Exception, string Owner, CaseIdentity Identity)
{
    /// <summary>Whether a name, an id or the text holds this.</summary>
    public bool Says(SearchValues<string> text) =>
        string.Join('\n', Exception.Id, Identity.Id, Identity.DisplayName, Owner, Exception.Text).AsSpan().ContainsAny(text);
}

/// <summary>One exception, whole.</summary>
internal sealed record ExceptionDetail(string State, ExceptionRecord Exception, string Owner, CaseIdentity Identity);
