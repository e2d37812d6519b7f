using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Contracts.Messages;

/// <summary>A person halts every write in a tenant. It holds from the next write on.</summary>
public sealed record StopWrites(string TenantId, string PersonId, string Reason, DateTimeOffset At)
{
    public const string Kind = "stop-writes";
}

/// <summary>A person lets writes go on. Does not undo a stop that is newer than <see cref="At"/>.</summary>
public sealed record ResumeWrites(string TenantId, string PersonId, DateTimeOffset At)
{
    public const string Kind = "resume-writes";

    /// <summary>Null: the tenant's writes. Else the one policy for which the policy writer stopped because somebody else writes it too.</summary>
    public string? PolicyId { get; init; }
}

/// <summary>A person wants another mode. It changes when a second person sends the same within a day.</summary>
/// <param name="PolicyId">Null for the whole tenant.</param>
public sealed record ChangeMode(string TenantId, string PersonId, ExceptionMode Mode, string? PolicyId = null)
{
    public const string Kind = "change-mode";
}
