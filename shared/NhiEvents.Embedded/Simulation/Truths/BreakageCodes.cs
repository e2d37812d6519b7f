using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>What is wrong when the tenant answers with a code. Written from Entra's own list, not from the detector's table: a test compares the two.</summary>
internal static class BreakageCodes
{
    /// <summary>Null: nothing is broken, a page was left or a person has to click once more.</summary>
    public static Breakage? Of(SignInOutcome outcome) =>
        outcome.ErrorCode == Aadsts.AccountLocked && outcome.FailureReason == FailureReasons.Of(Aadsts.MaliciousAddress)
            ? Breakage.SourceJudgedMalicious
            : Of(outcome.ErrorCode);

    public static Breakage? Of(int code) => code switch
    {
        Aadsts.MfaRequired or Aadsts.MfaInterrupt or Aadsts.MfaExpired or Aadsts.MfaDenied or Aadsts.RegistrationRequired or Aadsts.RegistrationInterrupt
            or Aadsts.RegistrationAtSignIn or Aadsts.RegistrationBlockedByRisk or Aadsts.RegistrationBlockedByPlace or Aadsts.ExternalChallenge
            or Aadsts.DeviceAuthenticationRequired or Aadsts.DeviceAuthenticationFailed or Aadsts.NotWorkplaceJoined or Aadsts.BrokerRequired
            or Aadsts.PasswordChangeByPolicy or Aadsts.AppConfirmation or Aadsts.NoSession or Aadsts.SeveralAccounts or Aadsts.ConsentRequired => Breakage.ChallengeDemanded,
        Aadsts.AccountLocked => Breakage.LockedOut,
        Aadsts.SecretExpired => Breakage.SecretExpired,
        Aadsts.WrongPassword or Aadsts.NoPassword or Aadsts.SecretInvalid or Aadsts.NoClientCredential or Aadsts.CredentialMissing or Aadsts.AssertionOutOfTime
            or Aadsts.SecretFromPublicClient or Aadsts.CertificateUnknown or Aadsts.FederationUnknown or Aadsts.FederationIssuer or Aadsts.FederationAudience
            or Aadsts.FederationSubject or Aadsts.FederationSubjectCase => Breakage.CredentialRejected,
        Aadsts.PasswordExpired or Aadsts.SyncedPasswordExpired => Breakage.PasswordExpired,
        Aadsts.AccountDisabled or Aadsts.GuestDisabled or Aadsts.UnknownUser or Aadsts.UserDeleted or Aadsts.ApplicationUnknown or Aadsts.ApplicationDisabled
            or Aadsts.NoServicePrincipal => Breakage.DisabledOrMissing,
        Aadsts.BlockedByPolicy or Aadsts.DeviceNotCompliant or Aadsts.DeviceNotDomainJoined or Aadsts.AppNotApproved or Aadsts.AppProtectionRequired
            or Aadsts.BlockedBySecurityDefaults => Breakage.BlockedByPolicy,
        Aadsts.NotAssigned or Aadsts.AdminConsentRequired or Aadsts.AdminConsentRequest or Aadsts.ResourceUnknown
            or Aadsts.ResourceDisabled => Breakage.PermissionMissing,
        Aadsts.TokenEndedByFrequency or Aadsts.SessionEndedByFrequency or Aadsts.TokenEndedByReauthentication or Aadsts.SessionEndedByReauthentication
            or Aadsts.SessionEndedByPassword or Aadsts.SessionRevoked or Aadsts.GrantRevoked or Aadsts.CodeExpired or Aadsts.RefreshTokenIdle
            or Aadsts.SinglePageTokenExpired or Aadsts.PageExpired => Breakage.TokenEnded,
        _ => null,
    };
}
