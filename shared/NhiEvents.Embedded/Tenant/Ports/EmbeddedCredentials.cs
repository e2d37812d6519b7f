using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Changes;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The credentials port on the simulated tenant.</summary>
public sealed class EmbeddedCredentials(SimulatedTenant tenant, TenantCaller caller) : ICredentials
{
    private const string All = "Application.ReadWrite.All";
    private const string OwnedBy = "Application.ReadWrite.OwnedBy";

    /// <summary>Graph's default lifetime of a secret.</summary>
    private const int DefaultYears = 2;

    private readonly GraphGate _graph = new(tenant, caller);

    public Task<IReadOnlyList<ApplicationCredential>> ListAsync(string applicationId, CancellationToken ct) =>
        _graph.ReadAsync("Application.Read.All", access => (IReadOnlyList<ApplicationCredential>)[.. Own(access, applicationId).Credentials.Select(one => one.Shape())], ct);

    public Task<NewPassword> AddPasswordAsync(string applicationId, PasswordRequest request, CancellationToken ct) => WriteAsync(
        applicationId,
        (access, application) =>
        {
            var startsAt = request.StartsAt ?? access.Now;
            var endsAt = request.EndsAt ?? startsAt.AddYears(DefaultYears);
            var limits = LimitsOf(access, application);
            Check(startsAt, endsAt, limits.PasswordsAllowed, limits.MaxPasswordLife);
            var (stored, secret) = CredentialChanges.AddPassword(access, _graph.Caller.Actor, application, request.DisplayName, startsAt, endsAt);
            return new NewPassword(stored.Shape(), new SecretValue(secret));
        },
        ct);

    public Task<ApplicationCredential> AddCertificateAsync(string applicationId, CertificateRequest request, CancellationToken ct) => WriteAsync(
        applicationId,
        (access, application) =>
        {
            var existing = application.Credentials.FirstOrDefault(one => one.Kind is AppCredentialKind.Certificate && string.Equals(one.Proof, request.Thumbprint, StringComparison.OrdinalIgnoreCase));
            if (existing is not null)
            {
                return existing.Shape();
            }

            Check(request.StartsAt, request.EndsAt, allowed: true, LimitsOf(access, application).MaxCertificateLife);
            return CredentialChanges.AddCertificate(access, _graph.Caller.Actor, application, request.DisplayName, request.Thumbprint, request.StartsAt, request.EndsAt).Shape();
        },
        ct);

    public Task<bool> RemoveAsync(string applicationId, string keyId, CancellationToken ct) =>
        WriteAsync(applicationId, (access, application) => CredentialChanges.Remove(access, _graph.Caller.Actor, application, keyId), ct);

    public Task<CredentialLimits> ReadLimitsAsync(string applicationId, CancellationToken ct) =>
        _graph.ReadAsync("Policy.Read.All", access => LimitsOf(access, Own(access, applicationId)), ct);

    private static CredentialLimits LimitsOf(TenantAccess access, TenantApplication application)
    {
        var policy = access.Objects.ManagementPolicies.GetValueOrDefault(application.ManagementPolicyId ?? AppManagementPolicy.DefaultId);
        return policy is { Enabled: true } ? new CredentialLimits(!policy.PasswordsForbidden, policy.MaxPasswordLife, policy.MaxCertificateLife) : new CredentialLimits(true, null, null);
    }

    private static void Check(DateTimeOffset startsAt, DateTimeOffset endsAt, bool allowed, TimeSpan? longest)
    {
        if (!allowed || endsAt <= startsAt || endsAt - startsAt > longest)
        {
            throw new EntraException(EntraFault.Invalid, allowed
                ? "The credential's lifetime exceeds the maximum that the app management policy allows, or ends before it starts."
                : "Credential type not allowed as per assigned policy.");
        }
    }

    private static TenantApplication Own(TenantAccess access, string id) =>
        access.Objects.Applications.GetValueOrDefault(id) is { Foreign: false } application ? application : throw DirectoryShapes.NotFound("application", id);

    private Task<T> WriteAsync<T>(string applicationId, Func<TenantAccess, TenantApplication, T> write, CancellationToken ct) => _graph.WriteAsync(
        [All, OwnedBy],
        access =>
        {
            var application = Own(access, applicationId);
            return _graph.Has(All) || application.Owners.Contains(_graph.Caller.ServicePrincipalId)
                ? write(access, application)
                : throw new EntraException(EntraFault.Forbidden, $"Insufficient privileges to complete the operation: '{_graph.Caller.DisplayName}' does not own the application and lacks {All}.");
        },
        ct);
}
