using NhiEvents.Contracts.Rotations;

namespace NhiEvents.Core.Rotation.Views;

/// <summary>A rotation for people to read. No secret is in it.</summary>
/// <param name="ApplicationId">Object id; commands about the rotation name it.</param>
public sealed record RotationView(
    string TenantId, string Id, string ApplicationId, string DisplayName, RotationState State, RotationCause Cause, DateTimeOffset StartedAt, string OldKeyId, DateTimeOffset OldEndsAt, string SecretName)
{
    public string? NewKeyId { get; init; }

    public DateTimeOffset? NewEndsAt { get; init; }

    /// <summary>When the new credential became the vault's current version; null before.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    public string? Ticket { get; init; }

    /// <summary>Why nothing happens now; null when something does.</summary>
    public string? Waits { get; init; }

    /// <summary>A person has to let it go on.</summary>
    public bool NeedsPerson { get; init; }

    /// <summary>What has happened, with what was found at each step.</summary>
    public IReadOnlyList<RotationStep> Steps { get; init; } = [];

    internal static RotationView Of(CredentialRotation one) => new(one.TenantId, one.Id, one.Application.Id, one.Application.DisplayName, one.State, one.Cause, one.StartedAt, one.OldKeyId, one.OldEndsAt, one.Terms.SecretName)
    {
        NewKeyId = one.NewKeyId,
        NewEndsAt = one.NewEndsAt,
        StoredAt = one.StoredAt,
        Ticket = one.Ticket,
        Waits = one.Trouble?.Text,
        NeedsPerson = one.State is RotationState.Held || (one.State is RotationState.Planned && Lifecycle.RotationDecision.NextLook(one) is null),
        Steps = [.. one.History.Select(line => new RotationStep(line.At, line.State, line.What, line.By))],
    };
}

/// <summary>One line of a rotation's history.</summary>
/// <param name="By">A person's account id; null is the system.</param>
public sealed record RotationStep(DateTimeOffset At, RotationState State, string What, string? By);
