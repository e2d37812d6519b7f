namespace NhiEvents.Contracts.Events;

/// <summary>Somebody changed the directory, or tried to: one row of Microsoft Entra's audit log. The data of an <see cref="EventTypes.DirectoryChanged"/> event.</summary>
/// <remarks>
/// Immutable and self-contained, at most <see cref="MaxBytes"/> as JSON. Delivered at least once and in any order. Of a person there is the object id and nothing else:
/// no name, no address, no value that could hold one; <see cref="Withheld"/> says what was left out.
/// </remarks>
/// <param name="TenantId">The tenant whose log this is.</param>
/// <param name="Key">16 hex digits over id, operation and targets: what "the same event" means.</param>
/// <param name="Id">The log's own id of the row.</param>
/// <param name="At">When it happened; see <see cref="TimeIsArrival"/>.</param>
/// <param name="Operation">Such as <c>Update application - Certificates and secrets management</c>: no blanks at its ends, a plain hyphen for every dash.</param>
/// <param name="Category">Such as <c>ApplicationManagement</c>.</param>
/// <param name="Result"><c>success</c>, <c>failure</c> or <c>timeout</c>; empty where the log says nothing.</param>
/// <param name="Targets">What was changed; several for an operation that connects objects.</param>
public sealed record DirectoryChanged(
    string TenantId,
    string Key,
    string Id,
    DateTimeOffset At,
    string Operation,
    string Category,
    string Result,
    DirectoryActor Actor,
    IReadOnlyList<ChangedObject> Targets)
{
    /// <summary>Most bytes of one event as JSON; what is longer is cut, and <see cref="Cut"/> says what.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>True when the export had no time in it: then <see cref="At"/> is when the row arrived.</summary>
    public bool TimeIsArrival { get; init; }

    public string? ResultReason { get; init; }

    /// <summary>Such as <c>Core Directory</c> or <c>PIM</c>.</summary>
    public string? Service { get; init; }

    /// <summary>Such as <c>Add</c>, <c>Update</c>, <c>Assign</c>, <c>Delete</c>.</summary>
    public string? OperationType { get; init; }

    public string? CorrelationId { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The log's additional details, in its order.</summary>
    public IReadOnlyList<ChangeDetail> Details { get; init; } = [];

    /// <summary>Values that were cut because the event would have been too large: paths such as <c>targets[0].KeyDescription.newValue</c>.</summary>
    public IReadOnlyList<string> Cut { get; init; } = [];

    /// <summary>Values that were left out because they concern a person: paths as in <see cref="Cut"/>.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];
}

/// <summary>Who changed the directory.</summary>
public sealed record DirectoryActor(ActorKind Kind)
{
    /// <summary>Object id of the user or service principal; null where the log has none.</summary>
    public string? Id { get; init; }

    /// <summary>Never that of a person.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Only of a user that is taken for a non-human one.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Application id of a service principal.</summary>
    public string? AppId { get; init; }

    /// <summary>Never that of a person.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Why the actor is taken for a non-human one: slugs of <see cref="EvidenceKinds"/>.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}

/// <summary>What sort of actor a row of the audit log names.</summary>
public enum ActorKind
{
    /// <summary>The row names none.</summary>
    Unknown,

    User,

    Application,
}

/// <summary>An object that was changed.</summary>
/// <param name="Type">As logged: <c>User</c>, <c>Application</c>, <c>ServicePrincipal</c>, <c>Group</c>, <c>Policy</c>, <c>Role</c>, …</param>
public sealed record ChangedObject(string Type, IReadOnlyList<ChangedProperty> Properties)
{
    /// <summary>Object id; null where the log has none.</summary>
    public string? Id { get; init; }

    /// <summary>Never that of a person.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Only of a user that is taken for a non-human one.</summary>
    public string? UserPrincipalName { get; init; }

    public string? GroupType { get; init; }
}

/// <summary>One property before and after, as the log states it: mostly JSON within a text.</summary>
public sealed record ChangedProperty(string Name)
{
    public string? OldValue { get; init; }

    public string? NewValue { get; init; }
}

/// <summary>One of the log's additional details.</summary>
public sealed record ChangeDetail(string Name)
{
    public string? Value { get; init; }
}
