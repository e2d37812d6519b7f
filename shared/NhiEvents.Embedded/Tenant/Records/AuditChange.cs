namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Who makes a change in the directory.</summary>
/// <param name="Id">Object id of the user or service principal.</param>
/// <param name="Name">User principal name, or the application's display name.</param>
public sealed record Actor(string Id, string Name, bool IsUser)
{
    public string? AppId { get; init; }

    public string? Address { get; init; }
}

/// <summary>One change, as the audit log names it.</summary>
/// <param name="Activity">Such as <c>Add member to group</c>.</param>
/// <param name="Category">Such as <c>GroupManagement</c>.</param>
/// <param name="OperationType">Such as <c>Assign</c>, <c>Update</c>.</param>
internal sealed record AuditChange(string Activity, string Category, string OperationType, Actor By, IReadOnlyList<AuditTarget> Targets)
{
    /// <summary>Application id of the target, where Entra tells it.</summary>
    public string? AppId { get; init; }

    /// <summary>Null: done. Else why it was refused.</summary>
    public string? Failure { get; init; }
}

/// <param name="Type"><c>User</c>, <c>Group</c>, <c>Application</c>, <c>ServicePrincipal</c>, <c>Policy</c>, <c>Role</c>.</param>
internal sealed record AuditTarget(string Id, string Type, string? Name, params IReadOnlyList<AuditProperty> Properties);

/// <summary>Values are JSON texts within the text, as Entra writes them.</summary>
internal sealed record AuditProperty(string Name, string? Old, string? New);
