namespace NhiEvents.Core.Ports;

/// <summary>Asks for a token as an application would, to see whether a credential works. The token is thrown away.</summary>
public interface ITokenTest
{
    /// <summary><c>POST /{tenant}/oauth2/v2.0/token</c> with <c>grant_type=client_credentials</c>. Repeatable.</summary>
    /// <remarks>Never throws for what the login endpoint answers or does not answer. A sign-in log row is left behind.</remarks>
    Task<TokenAnswer> AcquireAsync(string tenantId, string appId, ClientProof proof, CancellationToken ct);
}

/// <summary>What an application shows for itself.</summary>
public abstract record ClientProof
{
    private ClientProof()
    {
    }

    public sealed record Secret(SecretValue Text) : ClientProof;

    /// <param name="Pkcs12">Certificate and private key, PKCS#12 without a password, in Base64.</param>
    public sealed record Certificate(SecretValue Pkcs12) : ClientProof;
}

/// <summary>What came of asking for a token.</summary>
/// <param name="Code">The AADSTS number of a refusal; null: none was named.</param>
public sealed record TokenAnswer(TestOutcome Outcome, int? Code = null);

public enum TestOutcome
{
    /// <summary>The credential works, at least in the part of the platform that answered.</summary>
    Accepted,

    /// <summary>The credential is refused. A new one may be too new: propagation takes seconds to minutes.</summary>
    Refused,

    /// <summary>Refused for something else than the credential, such as a policy: the credential itself was right.</summary>
    RefusedOtherwise,

    /// <summary>No answer, or one that says nothing about the credential.</summary>
    Unknown,
}
