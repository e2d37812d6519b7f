using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>Where no tenant is connected: credentials cannot be read, written or tried.</summary>
internal sealed class AbsentCredentials : ICredentials, ITokenTest
{
    public Task<IReadOnlyList<ApplicationCredential>> ListAsync(string applicationId, CancellationToken ct) => throw Absent();

    public Task<NewPassword> AddPasswordAsync(string applicationId, PasswordRequest request, CancellationToken ct) => throw Absent();

    public Task<ApplicationCredential> AddCertificateAsync(string applicationId, CertificateRequest request, CancellationToken ct) => throw Absent();

    public Task<bool> RemoveAsync(string applicationId, string keyId, CancellationToken ct) => throw Absent();

    public Task<CredentialLimits> ReadLimitsAsync(string applicationId, CancellationToken ct) => throw Absent();

    public Task<TokenAnswer> AcquireAsync(string tenantId, string appId, ClientProof proof, CancellationToken ct) => Task.FromResult(new TokenAnswer(TestOutcome.Unknown));

    private static EntraException Absent() => new(EntraFault.Forbidden, "No tenant is connected: rotations need one to write credentials.");
}
