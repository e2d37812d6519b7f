using System.Security.Cryptography.X509Certificates;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>Asks the simulated tenant for a token, as an application would.</summary>
/// <param name="place">Where our own app runs.</param>
public sealed class EmbeddedTokenTest(SimulatedTenant tenant, Place place) : ITokenTest
{
    private const int Throttled = 90033;

    public Task<TokenAnswer> AcquireAsync(string tenantId, string appId, ClientProof proof, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var fault = tenant.Graph.Next(tenant.Now, conditionalAccess: false, writes: false);
        if (fault.Kind is not Faults.GraphFaultKind.None)
        {
            return Task.FromResult(new TokenAnswer(TestOutcome.Unknown, Throttled));
        }

        var outcome = tenant.SignIn(new SignInAttempt
        {
            ClientId = appId,
            ResourceId = WellKnown.Graph,
            Flow = SignInFlow.ClientCredentials,
            Credential = Shown(proof),
            Place = place,
        });
        return Task.FromResult(new TokenAnswer(
            outcome.ErrorCode switch
            {
                Aadsts.None => TestOutcome.Accepted,
                Aadsts.SecretInvalid or Aadsts.SecretExpired or Aadsts.CertificateUnknown or Aadsts.AssertionOutOfTime => TestOutcome.Refused,
                _ => TestOutcome.RefusedOtherwise,
            },
            outcome.ErrorCode == Aadsts.None ? null : outcome.ErrorCode));
    }

    private static Credential Shown(ClientProof proof)
    {
        switch (proof)
        {
            case ClientProof.Secret secret:
                return new Credential.ClientSecret(secret.Text.Reveal());
            case ClientProof.Certificate given:
                using (var certificate = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(given.Pkcs12.Reveal()), null))
                {
                    return new Credential.Certificate(certificate.Thumbprint, certificate.NotBefore, certificate.NotAfter);
                }

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
