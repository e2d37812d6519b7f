using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>How a client asks for a token.</summary>
public enum SignInFlow
{
    /// <summary>A person at a browser.</summary>
    Browser,

    /// <summary>A person at an installed app.</summary>
    Native,

    /// <summary>A person confirms a code for a device without a keyboard, or for a command line.</summary>
    DeviceCode,

    /// <summary>A program sends a user's password (resource owner password credentials).</summary>
    Ropc,

    /// <summary>A mail protocol with a password: <see cref="SignInAttempt.LegacyClient"/> says which.</summary>
    Legacy,

    /// <summary>A client redeems what it kept.</summary>
    Refresh,

    /// <summary>A page asks without showing anything (<c>prompt=none</c>).</summary>
    Silent,

    /// <summary>A web app redeems the code of a user's browser sign-in with its own credential.</summary>
    RedeemCode,

    /// <summary>An API exchanges a user's token for one to the next API, with its own credential.</summary>
    OnBehalfOf,

    /// <summary>An application as itself.</summary>
    ClientCredentials,

    /// <summary>An Azure resource as itself.</summary>
    ManagedIdentity,
}

/// <summary>What happens when a second factor, or registering one, is asked for.</summary>
public enum MfaAnswer
{
    /// <summary>A program: nobody is there.</summary>
    CannotAnswer,
    Approves,
    Denies,

    /// <summary>Sees the prompt and goes away.</summary>
    Abandons,

    /// <summary>Approves; and registers a method first where there is none.</summary>
    Registers,
}

/// <summary>A page at which a person stops without going on.</summary>
public enum StopsAt
{
    Nowhere,
    KeepMeSignedIn,

    /// <summary>"Are you trying to sign in to …?"</summary>
    AppConfirmation,
}

/// <summary>What is presented as proof of identity.</summary>
public abstract record Credential
{
    private Credential()
    {
    }

    /// <summary>Nothing at all.</summary>
    public sealed record None : Credential;

    /// <summary>A user's password.</summary>
    public sealed record Password(string Text) : Credential;

    /// <summary>A passkey, Windows Hello or certificate of a user: first and second factor in one.</summary>
    /// <param name="Method">As <see cref="TenantUser.Methods"/> names it.</param>
    public sealed record Passwordless(string Method) : Credential;

    /// <summary>What an earlier sign-in left: <see cref="SignInOutcome.SessionId"/>.</summary>
    public sealed record Session(string Id) : Credential;

    /// <summary>A guest who has signed in at home.</summary>
    /// <param name="Mfa">The home tenant vouches for a second factor, and this tenant trusts it.</param>
    public sealed record HomeTenant(bool Mfa) : Credential;

    /// <summary>An application's secret.</summary>
    public sealed record ClientSecret(string Text) : Credential;

    /// <summary>An assertion signed with a certificate.</summary>
    /// <param name="From">As the client's clock had it.</param>
    public sealed record Certificate(string Thumbprint, DateTimeOffset From, DateTimeOffset Until) : Credential;

    /// <summary>A token of another issuer.</summary>
    public sealed record Federated(string Issuer, string Subject, string Audience) : Credential;

    /// <summary>The platform vouches for the resource.</summary>
    public sealed record ManagedIdentity : Credential;

    /// <summary>Never the credential itself.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>One request for a token, as Entra sees it. The time is the tenant's clock.</summary>
public sealed record SignInAttempt
{
    /// <summary>Application id of the client.</summary>
    public required string ClientId { get; init; }

    /// <summary>Application id of what the token is for.</summary>
    public required string ResourceId { get; init; }

    public required SignInFlow Flow { get; init; }

    public required Credential Credential { get; init; }

    public required Place Place { get; init; }

    /// <summary>The user; absent for applications, and where a session says who it is.</summary>
    public string? UserPrincipalName { get; init; }

    public Device? Device { get; init; }

    public string? UserAgent { get; init; }

    public MfaAnswer Mfa { get; init; }

    public StopsAt StopsAt { get; init; }

    /// <summary>A confidential client's own credential in a user flow.</summary>
    public Credential? ClientCredential { get; init; }

    /// <summary>Of <see cref="SignInFlow.Legacy"/>, as logs name it: <c>Authenticated SMTP</c>, <c>IMAP4</c>, <c>Exchange ActiveSync</c>, …</summary>
    public string? LegacyClient { get; init; }

    /// <summary>How long the page stayed open, or how old the code is that is redeemed.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Accounts the browser is signed in with; a silent request cannot choose between several.</summary>
    public int AccountsInBrowser { get; init; } = 1;

    /// <summary>What ID Protection thinks of this sign-in.</summary>
    public RiskLevel Risk { get; init; }

    /// <summary>The client keeps a session or refresh token; by default those that people use do.</summary>
    public bool? KeepsSession { get; init; }

    internal bool IsInteractive => Flow is SignInFlow.Browser or SignInFlow.Native or SignInFlow.DeviceCode;

    internal bool IsApplication => Flow is SignInFlow.ClientCredentials or SignInFlow.ManagedIdentity;

    /// <summary>As policies name it.</summary>
    internal string ClientAppType => Flow switch
    {
        SignInFlow.Browser or SignInFlow.Silent or SignInFlow.RedeemCode => "browser",
        SignInFlow.Legacy when LegacyClient == "Exchange ActiveSync" => "exchangeActiveSync",
        SignInFlow.Legacy => "other",
        _ => "mobileAppsAndDesktopClients",
    };

    /// <summary>As logs name it.</summary>
    internal string ClientAppUsed => Flow switch
    {
        SignInFlow.Browser or SignInFlow.Silent or SignInFlow.RedeemCode => "Browser",
        SignInFlow.Legacy => LegacyClient ?? "Other clients",
        _ => "Mobile Apps and Desktop clients",
    };

    internal string Protocol => Flow switch
    {
        SignInFlow.Ropc => "ropc",
        SignInFlow.DeviceCode => "deviceCode",
        _ => "none",
    };
}
