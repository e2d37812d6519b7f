using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Targets;

/// <summary>Certificates of an application. The key is made here, goes into the vault as PKCS#12 in Base64, and only its public part to Entra.</summary>
public sealed class ApplicationCertificates(ICredentials credentials, ITokenTest tokens, TimeProvider time) : IRotationTarget
{
    private const int KeyBits = 2048;

    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan ValidBefore = TimeSpan.FromMinutes(5);

    public CredentialForm Form => CredentialForm.ApplicationCertificate;

    public async Task<IReadOnlyList<TargetCredential>> ListAsync(RotationSubject subject, CancellationToken ct) =>
        [.. (await credentials.ListAsync(subject.ObjectId, ct)).Where(one => one.Kind is ApplicationCredentialKind.Certificate).Select(ApplicationSecrets.ToTarget)];

    public async Task<TimeSpan?> ReadLongestLifeAsync(RotationSubject subject, CancellationToken ct) =>
        (await credentials.ReadLimitsAsync(subject.ObjectId, ct)).MaxCertificateLife is { } longest ? longest - ValidBefore : null;

    public async Task<NewTargetCredential> AddAsync(RotationSubject subject, string displayName, DateTimeOffset endsAt, CancellationToken ct)
    {
        using var key = RSA.Create(KeyBits);
        var startsAt = time.GetUtcNow() - ValidBefore;
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={subject.AppId}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(startsAt, endsAt);
        var pkcs12 = certificate.Export(X509ContentType.Pkcs12);
        var added = await credentials.AddCertificateAsync(subject.ObjectId, new Ports.CertificateRequest(displayName, certificate.RawData, certificate.Thumbprint, startsAt, endsAt), ct);
        return new NewTargetCredential(ApplicationSecrets.ToTarget(added), new SecretValue(Convert.ToBase64String(pkcs12)));
    }

    public Task<bool> RemoveAsync(RotationSubject subject, string keyId, CancellationToken ct) => credentials.RemoveAsync(subject.ObjectId, keyId, ct);

    public async Task<TestOutcome> TestAsync(RotationSubject subject, SecretValue text, CancellationToken ct) =>
        (await tokens.AcquireAsync(subject.TenantId, subject.AppId, new ClientProof.Certificate(text), ct)).Outcome;
}
