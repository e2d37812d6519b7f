using System.Collections.Frozen;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Cases;

/// <summary>What sort of work a case is.</summary>
internal enum CaseKind
{
    /// <summary>A time-boxed way out of policies.</summary>
    Exception,

    /// <summary>A credential that is being replaced.</summary>
    Rotation,
}

/// <summary>What an app announced of one of its exceptions, rotations and the like, in the portal's words.</summary>
/// <param name="State">A slug; each kind has its own.</param>
internal sealed record CaseChange(CaseKind Kind, string TenantId, string Id, string IdentityId, long Revision, string State, DateTimeOffset At)
{
    public DateTimeOffset? End { get; init; }

    public string? Ticket { get; init; }

    /// <summary>What a person should know.</summary>
    public string? Text { get; init; }

    public bool? NeedsPerson { get; init; }

    /// <summary>Of a rotation: object id of the application.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Of a rotation: the credential that is replaced, and the one that replaces it.</summary>
    public string? OldKeyId { get; init; }

    public string? NewKeyId { get; init; }
}

/// <summary>A case as the portal keeps it: its announcements in order of revision, each once.</summary>
internal sealed record CaseRecord(IReadOnlyList<CaseChange> Changes, DateTimeOffset ChangedAt)
{
    /// <summary>More than any case has; the first and the latest stay.</summary>
    private const int MaxChanges = 100;

    public CaseChange Last => Changes[^1];

    public static CaseRecord With(CaseRecord? record, CaseChange change, DateTimeOffset now)
    {
        List<CaseChange> all = [.. (record?.Changes ?? []).Append(change).DistinctBy(one => one.Revision).OrderBy(one => one.Revision)];
        return new CaseRecord(all.Count > MaxChanges ? [all[0], .. all.TakeLast(MaxChanges - 1)] : all, now);
    }

    public ListRow<CaseEntry> ToListRow() => new(Last.Id, ChangedAt, new CaseEntry(Last, Changes[0].At));
}

/// <summary>What the list of cases keeps of one.</summary>
/// <param name="Last">Its latest announcement.</param>
internal sealed record CaseEntry(CaseChange Last, DateTimeOffset Since)
{
    private static readonly FrozenSet<string> Over = new[]
    {
        CamelCase.Of(ExemptionState.Denied), CamelCase.Of(ExemptionState.EndedUnproven), CamelCase.Of(ExemptionState.Ended), CamelCase.Of(RotationState.Done), CamelCase.Of(RotationState.Abandoned),
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>So long after its last announcement; null while it is open.</summary>
    public DateTimeOffset? EndsAt(TimeSpan keep) => Over.Contains(Last.State) ? Last.At + RetentionOptions.OfExceptions(keep) : null;
}

/// <summary>A case with whom it is about; an element of the list.</summary>
/// <param name="Identity">Its id alone where the portal does not know it.</param>
/// <param name="Owner">A name, or <c>unknown</c>.</param>
internal sealed record CaseView(CaseChange Last, DateTimeOffset Since, string Owner, CaseIdentity Identity);

internal sealed record CaseIdentity(string Id)
{
    public IdentityKind? Kind { get; init; }

    public string? DisplayName { get; init; }
}

/// <summary>One case, whole.</summary>
internal sealed record CaseDetail(CaseView Case, IReadOnlyList<CaseChange> Changes);
