namespace NhiEvents.Core.Detection;

/// <summary>What a failed sign-in means to whoever has to repair it.</summary>
public enum ErrorClass
{
    /// <summary>An interactive step was demanded that a non-human identity cannot perform.</summary>
    Challenge,

    /// <summary>A policy refused outright; no challenge could help.</summary>
    Block,

    /// <summary>The account is locked, its source judged malicious, or the caller throttled.</summary>
    Lockout,

    /// <summary>A user account's password is wrong, missing or expired, or the account itself is disabled or gone.</summary>
    Password,

    /// <summary>An app's secret, certificate, assertion or federated credential was not accepted.</summary>
    Secret,

    /// <summary>An application or service principal is missing, disabled, not assigned or not consented to.</summary>
    App,

    /// <summary>A refresh token or session ended; an unattended user account cannot sign in again by itself.</summary>
    Token,

    /// <summary>A normal interruption or a passing fault, which raises nothing by itself.</summary>
    Noise,
}
