using System.Collections.Immutable;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Whether an application proves who it is. A credential that is too new for every part of Entra is refused as if it were wrong.</summary>
internal sealed class ClientCredentialCheck(ObjectStore objects)
{
    /// <summary>In a user flow: a confidential client must prove itself, a public one must not try.</summary>
    public int CheckInUserFlow(SignInCase given)
    {
        var application = objects.ApplicationByApp(given.Attempt.ClientId);
        return given.Attempt.ClientCredential switch
        {
            null when given.Attempt.Flow is SignInFlow.RedeemCode or SignInFlow.OnBehalfOf && application is { PublicClient: false } => Aadsts.CredentialMissing,
            null => Aadsts.None,
            not null when application is { PublicClient: true } => Aadsts.SecretFromPublicClient,
            { } credential => Check(given, credential),
        };
    }

    public int Check(SignInCase given, Credential credential)
    {
        var application = objects.ApplicationByApp(given.Attempt.ClientId);
        return credential switch
        {
            Credential.ClientSecret when application is { PublicClient: true } => Aadsts.SecretFromPublicClient,
            Credential.ClientSecret secret => Secret(given, application, SecretHash.Of(secret.Text)),
            Credential.Certificate certificate => Certificate(given, application, certificate),
            Credential.Federated federated => Federated(given, application, federated),
            Credential.ManagedIdentity when given.Client!.ManagedIdentity => Aadsts.None,
            _ => Aadsts.NoClientCredential,
        };
    }

    private static int Secret(SignInCase given, TenantApplication? application, string proof)
    {
        if (Find(given, application, AppCredentialKind.Password, proof) is not { } found || found.StartsAt > given.At || found.UsableFrom > given.At)
        {
            return Aadsts.SecretInvalid;
        }

        given.UsedCredential = found;
        return found.EndsAt <= given.At ? Aadsts.SecretExpired : Aadsts.None;
    }

    private static int Certificate(SignInCase given, TenantApplication? application, Credential.Certificate certificate)
    {
        if (certificate.From > given.At || certificate.Until <= given.At)
        {
            return Aadsts.AssertionOutOfTime;
        }

        if (Find(given, application, AppCredentialKind.Certificate, certificate.Thumbprint) is not { } found
            || found.UsableFrom > given.At || found.StartsAt > given.At || found.EndsAt <= given.At)
        {
            return Aadsts.CertificateUnknown;
        }

        given.UsedCredential = found;
        return Aadsts.None;
    }

    private static int Federated(SignInCase given, TenantApplication? application, Credential.Federated token)
    {
        if (application is null || application.FederatedCredentials.IsEmpty)
        {
            return Aadsts.FederationUnknown;
        }

        var byIssuer = application.FederatedCredentials.Where(one => one.Issuer == token.Issuer).ToList();
        var bySubject = byIssuer.Where(one => one.Subject == token.Subject).ToList();
        given.UsedFederation = bySubject.Find(one => one.Audience == token.Audience);
        return given.UsedFederation is not null ? Aadsts.None
            : byIssuer.Count == 0 ? Aadsts.FederationIssuer
            : bySubject.Count > 0 ? Aadsts.FederationAudience
            : byIssuer.Exists(one => string.Equals(one.Subject, token.Subject, StringComparison.OrdinalIgnoreCase)) ? Aadsts.FederationSubjectCase
            : Aadsts.FederationSubject;
    }

    /// <summary>On the application, or on its service principal in this tenant.</summary>
    private static AppCredential? Find(SignInCase given, TenantApplication? application, AppCredentialKind kind, string proof) =>
        Find(application?.Credentials ?? [], kind, proof) ?? Find(given.Client?.Credentials ?? [], kind, proof);

    private static AppCredential? Find(ImmutableArray<AppCredential> credentials, AppCredentialKind kind, string proof)
    {
        foreach (var credential in credentials)
        {
            if (credential.Kind == kind && string.Equals(credential.Proof, proof, StringComparison.OrdinalIgnoreCase))
            {
                return credential;
            }
        }

        return null;
    }
}
