using NhiEvents.Contracts.Rotations;

namespace NhiEvents.Contracts.Messages;

/// <summary>A person, a ticket or a reaction wants a credential rotated. Joins the open rotation of the same credential.</summary>
/// <param name="RequestId">The same id is the same request.</param>
/// <param name="IdentityId">Object id of the service principal or of the application.</param>
public sealed record StartRotation(string TenantId, string RequestId, string IdentityId, RotationCause Cause, DateTimeOffset At)
{
    public const string Kind = "start-rotation";

    /// <summary>The credential to replace; null is each whose end is nearest or past, as the identity's policy says.</summary>
    public string? KeyId { get; init; }

    /// <summary>Object id of the account of the person who asks; null is the system itself.</summary>
    public string? RequesterId { get; init; }

    public string? Reason { get; init; }

    public string? Ticket { get; init; }
}

/// <summary>Nothing more is written in this rotation until it is resumed.</summary>
public sealed record HoldRotation(string TenantId, string IdentityId, string RotationId, string Reason, DateTimeOffset At)
{
    public const string Kind = "hold-rotation";

    /// <summary>Object id of the account of the person who asks; null is the system itself.</summary>
    public string? PersonId { get; init; }
}

/// <summary>A person lets a held rotation go on.</summary>
public sealed record ResumeRotation(string TenantId, string IdentityId, string RotationId, string PersonId, DateTimeOffset At)
{
    public const string Kind = "resume-rotation";
}

/// <summary>A person gives a rotation up: the old credential becomes current again where it still can.</summary>
public sealed record AbortRotation(string TenantId, string IdentityId, string RotationId, string PersonId, string Reason, DateTimeOffset At)
{
    public const string Kind = "abort-rotation";
}

/// <summary>A named person takes the responsibility for removing the old credential before its end.</summary>
public sealed record ApproveRetirement(string TenantId, string IdentityId, string RotationId, string PersonId, DateTimeOffset At)
{
    public const string Kind = "approve-retirement";
}

/// <summary>A rotation changed. The highest <see cref="Revision"/> is the newest.</summary>
/// <param name="IdentityId">Object id of the application.</param>
/// <param name="OldKeyId">The credential that is replaced.</param>
public sealed record RotationChanged(string TenantId, string IdentityId, string RotationId, string OldKeyId, long Revision, RotationState State, DateTimeOffset At)
{
    public const string Kind = "rotation-changed";

    /// <summary>Object id of the service principal; null when the application has none here.</summary>
    public string? ServicePrincipalId { get; init; }

    public string? NewKeyId { get; init; }

    public string? Ticket { get; init; }

    /// <summary>What a person should know, such as who still uses the old credential.</summary>
    public string? Text { get; init; }

    /// <summary>True when a person has to act.</summary>
    public bool NeedsPerson { get; init; }
}
