using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Policies;

namespace NhiEvents.Core.Rotation;

/// <summary>The replacement of one credential: what is replaced, by what, how far it is, and what has happened. No secret is in it.</summary>
internal sealed record CredentialRotation(
    string Id, string TenantId, RotatedApplication Application, string OldKeyId, DateTimeOffset OldEndsAt, RotationTerms Terms, RotationCause Cause, RotationState State, DateTimeOffset StartedAt)
{
    /// <summary>Grows with every change.</summary>
    public long Revision { get; init; } = 1;

    public string? Ticket { get; init; }

    /// <summary>How often a new credential was asked for, or is about to be.</summary>
    public int Attempt { get; init; }

    /// <summary>The display name of the new credential: by it the credential is found again when an answer got lost.</summary>
    public string? DisplayName { get; init; }

    public string? NewKeyId { get; init; }

    public DateTimeOffset? NewEndsAt { get; init; }

    /// <summary>Every credential that it ever made and tried, also those that it took away again; null: none.</summary>
    public IReadOnlyList<string>? MadeKeys { get; init; }

    /// <summary>When the new credential was made; null before.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>The version beside the real secret in which the new text waits until it was tested.</summary>
    public string? StagedVersion { get; init; }

    /// <summary>Tests passed one after the other.</summary>
    public int TestsPassed { get; init; }

    /// <summary>The vault's current version when the rotation began; null when it had none.</summary>
    public string? OldVersion { get; init; }

    public string? StoredVersion { get; init; }

    public DateTimeOffset? StoredAt { get; init; }

    /// <summary>When evidence is looked at again.</summary>
    public DateTimeOffset? WatchAt { get; init; }

    /// <summary>What a person was asked already; the same is not asked twice.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>A person has let it begin, where the mode asks for one.</summary>
    public bool Approved { get; init; }

    /// <summary>The person who takes the responsibility for an early removal of the old credential.</summary>
    public string? RetirementApprovedBy { get; init; }

    /// <summary>What a held rotation goes back to.</summary>
    public RotationState? HeldIn { get; init; }

    public StepTrouble? Trouble { get; init; }

    public IReadOnlyList<RotationLine> History { get; init; } = [];

    /// <summary>When it came to its end; null while it is open.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? OverSince => IsOpen ? null : History is [.., var last] ? last.At : StartedAt;

    public bool IsOpen => State is not (RotationState.Done or RotationState.Abandoned);

    /// <summary>Whether a new credential is being made or put in place; two of these for one application would undo each other.</summary>
    public bool IsWriting => State is RotationState.Creating or RotationState.Testing or RotationState.Storing || HeldIn is RotationState.Creating or RotationState.Testing or RotationState.Storing;

    public RotationSubject Subject => new(TenantId, Application.Id, Application.AppId);
}

/// <param name="Id">Object id.</param>
/// <param name="AppId">Application id.</param>
/// <param name="ServicePrincipalId">Object id; null when the application has none here.</param>
internal sealed record RotatedApplication(string Id, string AppId, string? ServicePrincipalId, string DisplayName, bool MultiTenant);

/// <summary>Why the last step did not happen.</summary>
/// <param name="Failures">In a row; a hold does not count.</param>
/// <param name="NextAt">Not tried again before.</param>
internal sealed record StepTrouble(string Text, int Failures, DateTimeOffset NextAt);

/// <summary>One line of what has happened.</summary>
/// <param name="By">A person's account id, or null for the system.</param>
internal sealed record RotationLine(DateTimeOffset At, RotationState State, string What, string? By);
