namespace NhiEvents.Core.Ports;

/// <summary>Something that keeps two credentials of one identity at once, so that the next one can be tried before the last one goes.</summary>
/// <remarks>Every method may throw <see cref="EntraException"/>, whatever the target is: its faults are all that a rotation has to tell apart.</remarks>
public interface IRotationTarget
{
    CredentialForm Form { get; }

    /// <summary>The credentials that it has of this form. Never a text.</summary>
    Task<IReadOnlyList<TargetCredential>> ListAsync(RotationSubject subject, CancellationToken ct);

    /// <summary>The longest life that may be asked for; null is no limit.</summary>
    /// <returns>Zero: new credentials of this form are forbidden.</returns>
    Task<TimeSpan?> ReadLongestLifeAsync(RotationSubject subject, CancellationToken ct);

    /// <summary>Adds a credential beside the others. The text is in this answer and nowhere else.</summary>
    /// <remarks><b>Not repeatable</b>: after <see cref="EntraFault.Transient"/> one may exist whose text is lost. Look for the display name in the list.</remarks>
    Task<NewTargetCredential> AddAsync(RotationSubject subject, string displayName, DateTimeOffset endsAt, CancellationToken ct);

    /// <summary>Removes by key id. Repeatable.</summary>
    /// <returns>False: there is no such key.</returns>
    Task<bool> RemoveAsync(RotationSubject subject, string keyId, CancellationToken ct);

    /// <summary>Uses the text as its owner would. Repeatable.</summary>
    Task<TestOutcome> TestAsync(RotationSubject subject, SecretValue text, CancellationToken ct);
}

/// <summary>What sort of credential is rotated.</summary>
public enum CredentialForm
{
    ApplicationSecret,
    ApplicationCertificate,

    /// <summary>Two slots of a target that is no application, such as two passwords of one login.</summary>
    TwoSlot,
}

/// <summary>Whose credentials they are.</summary>
/// <param name="ObjectId">Object id of the application; of another target, its name.</param>
/// <param name="AppId">Application id; empty for another target.</param>
public sealed record RotationSubject(string TenantId, string ObjectId, string AppId);

/// <param name="Hint">First characters of a secret; null where the target shows none.</param>
public sealed record TargetCredential(string KeyId, string? DisplayName, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Hint);

/// <summary>A credential that was just made.</summary>
public sealed record NewTargetCredential(TargetCredential Credential, SecretValue Text);
