using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Who the user is, and whether a password, passkey or earlier sign-in proves it.</summary>
internal sealed class FirstFactor(ObjectStore objects, SmartLockout lockout, TenantTimings timings)
{
    public int Check(SignInCase given)
    {
        var attempt = given.Attempt;
        if (attempt.Credential is Credential.Session session)
        {
            return objects.Sessions.TryGetValue(session.Id, out var kept) ? CheckSession(given, kept) : Aadsts.GrantRevoked;
        }

        if (attempt.Flow is SignInFlow.Silent)
        {
            return attempt.AccountsInBrowser > 1 ? Aadsts.SeveralAccounts : Aadsts.NoSession;
        }

        given.User = attempt.UserPrincipalName is { } name ? objects.UserByName(name) : null;
        return attempt.Waited > timings.SignInPage && attempt.IsInteractive ? Aadsts.PageExpired
            : given.User is not { } user ? Aadsts.UnknownUser
            : user.DeletedAt is not null ? Aadsts.UserDeleted
            : attempt.Place.Malicious ? Aadsts.MaliciousAddress
            : Prove(given, user);
    }

    /// <summary>What is wrong with an account whose first factor was right.</summary>
    public static int CheckAccount(SignInCase given)
    {
        var user = given.User!;
        var expired = user.PasswordLife is { } life && user.PasswordChangedAt + life <= given.At;
        return !user.Enabled ? (user.IsGuest ? Aadsts.GuestDisabled : Aadsts.AccountDisabled)
            : given.Attempt.Credential is Credential.Password && (expired || user.MustChangePassword) ? (user.Synced ? Aadsts.SyncedPasswordExpired : Aadsts.PasswordExpired)
            : Aadsts.None;
    }

    private int Prove(SignInCase given, TenantUser user)
    {
        switch (given.Attempt.Credential)
        {
            case Credential.Password password:
                return CheckPassword(given, user, password);
            case Credential.Passwordless key when user.Methods.Contains(key.Method):
                given.FirstFactor = true;
                GiveMfa(given, key.Method);
                return Aadsts.None;
            case Credential.HomeTenant home when user.IsGuest:
                given.FirstFactor = true;
                if (home.Mfa)
                {
                    GiveMfa(given, "federatedMultiFactor");
                }

                return Aadsts.None;
            default:
                return Aadsts.WrongPassword;
        }
    }

    private int CheckPassword(SignInCase given, TenantUser user, Credential.Password password)
    {
        if (user.PasswordHash is null)
        {
            return Aadsts.NoPassword;
        }

        if (lockout.IsLocked(user.Id, given.Attempt.Place, given.At))
        {
            return Aadsts.AccountLocked;
        }

        var hash = SecretHash.Of(password.Text);
        if (hash != user.PasswordHash)
        {
            lockout.CountWrong(user.Id, hash, given.Attempt.Place, given.At);
            return Aadsts.WrongPassword;
        }

        lockout.CountRight(user.Id, given.Attempt.Place);
        given.FirstFactor = true;
        return Aadsts.None;
    }

    private int CheckSession(SignInCase given, UserSession session)
    {
        given.Session = session;
        given.User = objects.Users.GetValueOrDefault(session.UserId);
        var browser = session.Kind is SessionKind.Browser;
        if (given.User is not { } user)
        {
            return Aadsts.UnknownUser;
        }

        if (user.DeletedAt is not null)
        {
            return Aadsts.UserDeleted;
        }

        if (given.Attempt.Flow is SignInFlow.RedeemCode && given.Attempt.Waited > timings.AuthorizationCode)
        {
            return Aadsts.CodeExpired;
        }

        if (session.SignedInAt < user.SessionsValidFrom)
        {
            return !browser ? Aadsts.GrantRevoked : user.SessionsEndedByPassword ? Aadsts.SessionEndedByPassword : Aadsts.SessionRevoked;
        }

        if (session.Kind is SessionKind.SinglePageToken && session.SignedInAt + timings.SinglePageRefresh <= given.At)
        {
            return Aadsts.SinglePageTokenExpired;
        }

        if (session.LastUsedAt + timings.RefreshIdle <= given.At)
        {
            return Aadsts.RefreshTokenIdle;
        }

        given.FirstFactor = true;
        if (session.MfaAt is { } at)
        {
            GiveMfa(given, session.MfaMethod);
            given.MfaAt = at;
        }

        return Aadsts.None;
    }

    private static void GiveMfa(SignInCase given, string? method)
    {
        (given.Mfa, given.MfaByClaim, given.MfaMethod, given.MfaAt) = (true, true, method, given.At);
    }
}
