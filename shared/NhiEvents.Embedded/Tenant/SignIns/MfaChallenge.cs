using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Asks for a second factor: what comes of it depends on whether a person is there, and whether a method is registered.</summary>
internal sealed class MfaChallenge(ObjectStore objects, PolicyBook book)
{
    private const string RegisterSecurityInformation = "urn:user:registersecurityinfo";
    private const string NewMethod = "microsoftAuthenticatorPush";

    /// <param name="strength">The strength asked for; null: any method.</param>
    public int Ask(SignInCase given, string? strength)
    {
        var user = given.User!;
        var method = user.Methods.FirstOrDefault(one => Strengths.Accepts(strength, one));
        var registers = user.Methods.IsEmpty && !user.IsGuest;
        if (!given.Attempt.IsInteractive)
        {
            return registers ? Aadsts.RegistrationRequired : Aadsts.MfaRequired;
        }

        if (registers)
        {
            return Register(given, user, strength);
        }

        switch (given.Attempt.Mfa)
        {
            case MfaAnswer.Approves or MfaAnswer.Registers when method is not null || user.IsGuest:
                (given.Mfa, given.MfaByClaim, given.MfaMethod, given.MfaAt) = (true, false, method ?? NewMethod, given.At);
                return Aadsts.None;
            case MfaAnswer.Denies:
                return Aadsts.MfaDenied;
            case MfaAnswer.Approves or MfaAnswer.Registers or MfaAnswer.CannotAnswer or MfaAnswer.Abandons:
                return given.Attempt.Flow is SignInFlow.Browser ? Aadsts.MfaInterrupt : Aadsts.MfaRequired;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private int Register(SignInCase given, TenantUser user, string? strength)
    {
        if (given.Attempt.Risk is RiskLevel.High || user.Risk is RiskLevel.High)
        {
            return Aadsts.RegistrationBlockedByRisk;
        }

        if (RegistrationIsBlocked(given, user))
        {
            return Aadsts.RegistrationBlockedByPlace;
        }

        if (given.Attempt.Mfa is not MfaAnswer.Registers)
        {
            return Aadsts.RegistrationInterrupt;
        }

        given.User = user with { Methods = [NewMethod] };
        objects.Put(given.User);
        if (!Strengths.Accepts(strength, NewMethod))
        {
            return Aadsts.MfaInterrupt;
        }

        (given.Mfa, given.MfaByClaim, given.MfaMethod, given.MfaAt) = (true, false, NewMethod, given.At);
        return Aadsts.None;
    }

    /// <summary>A policy on registering security information that this sign-in does not meet.</summary>
    private bool RegistrationIsBlocked(SignInCase given, TenantUser user)
    {
        var request = PolicyDecision.RequestOf(given) with { UserAction = RegisterSecurityInformation };
        var matches = book.MatchesOf(user);
        for (var i = 0; i < matches.Length; i++)
        {
            var policy = book.All[i];
            if (policy.State is PolicyState.Enabled
                && policy.Applications.UserActions.Count > 0
                && PolicyScope.ForUser(policy, matches[i], request).Applies
                && GrantCheck.Missing(policy, given) is not GrantControls.None)
            {
                return true;
            }
        }

        return false;
    }
}
