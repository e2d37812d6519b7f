using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Targets;

/// <summary>Client secrets of an application.</summary>
public sealed class ApplicationSecrets(ICredentials credentials, ITokenTest tokens) : IRotationTarget
{
    public CredentialForm Form => CredentialForm.ApplicationSecret;

    public async Task<IReadOnlyList<TargetCredential>> ListAsync(RotationSubject subject, CancellationToken ct) =>
        [.. (await credentials.ListAsync(subject.ObjectId, ct)).Where(one => one.Kind is ApplicationCredentialKind.Password).Select(ToTarget)];

    public async Task<TimeSpan?> ReadLongestLifeAsync(RotationSubject subject, CancellationToken ct) =>
        await credentials.ReadLimitsAsync(subject.ObjectId, ct) is { PasswordsAllowed: true } limits ? limits.MaxPasswordLife : TimeSpan.Zero;

    public async Task<NewTargetCredential> AddAsync(RotationSubject subject, string displayName, DateTimeOffset endsAt, CancellationToken ct)
    {
        var added = await credentials.AddPasswordAsync(subject.ObjectId, new PasswordRequest(displayName, null, endsAt), ct);
        return new NewTargetCredential(ToTarget(added.Credential), added.Secret);
    }

    public Task<bool> RemoveAsync(RotationSubject subject, string keyId, CancellationToken ct) => credentials.RemoveAsync(subject.ObjectId, keyId, ct);

    public async Task<TestOutcome> TestAsync(RotationSubject subject, SecretValue text, CancellationToken ct) =>
        (await tokens.AcquireAsync(subject.TenantId, subject.AppId, new ClientProof.Secret(text), ct)).Outcome;

    internal static TargetCredential ToTarget(ApplicationCredential one) => new(one.KeyId, one.DisplayName, one.StartsAt, one.EndsAt, one.Hint);
}
