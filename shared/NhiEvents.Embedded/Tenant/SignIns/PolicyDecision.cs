using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Conditional Access, security defaults, per-user MFA and ID Protection for one user sign-in.</summary>
internal sealed class PolicyDecision(ObjectStore objects, PolicyBook book, MfaChallenge challenge)
{
    private const string ConditionalAccess = "multiConditionalAccess";
    private const string AuthenticationStrengths = "authenticationStrengths";
    private static readonly TimeSpan EveryTimeTolerance = TimeSpan.FromMinutes(5);

    public static PolicyRequest RequestOf(SignInCase given) => new(
        given.Attempt.ResourceId,
        given.Attempt.ClientAppType,
        given.Place,
        given.Attempt.Device,
        given.Attempt.Risk,
        given.User?.Risk ?? RiskLevel.None,
        given.Attempt.Flow is SignInFlow.DeviceCode ? "deviceCodeFlow" : null);

    public int Check(SignInCase given)
    {
        var policies = book.All;
        var scopes = Scopes(given, policies);
        var code = Decide(given, policies, scopes);
        given.Policies = Results(given, policies, scopes);
        return code;
    }

    private PolicyScope[] Scopes(SignInCase given, CompiledPolicy[] policies)
    {
        var request = RequestOf(given);
        var matches = book.MatchesOf(given.User!);
        var scopes = new PolicyScope[policies.Length];
        for (var i = 0; i < policies.Length; i++)
        {
            scopes[i] = PolicyScope.ForUser(policies[i], matches[i], request);
        }

        return scopes;
    }

    private int Decide(SignInCase given, CompiledPolicy[] policies, PolicyScope[] scopes)
    {
        var (missing, strength) = Missing(given, policies, scopes);
        if (missing.HasFlag(GrantControls.Block))
        {
            return Aadsts.BlockedByPolicy;
        }

        if (SecurityDefaults(given) is var blocked and not 0)
        {
            return blocked;
        }

        if (Frequency(given, policies, scopes) is var ended and not 0)
        {
            return ended;
        }

        if (Demands(given, missing) && challenge.Ask(given, strength) is var asked and not 0)
        {
            return asked;
        }

        if (RememberedTooLong(given))
        {
            return Aadsts.MfaExpired;
        }

        return GrantCheck.CodeOf(missing & ~(GrantControls.Mfa | GrantControls.Strength), given);
    }

    private static (GrantControls Missing, string? Strength) Missing(SignInCase given, CompiledPolicy[] policies, PolicyScope[] scopes)
    {
        var (all, strength) = (GrantControls.None, (string?)null);
        for (var i = 0; i < policies.Length; i++)
        {
            if (scopes[i].Applies && policies[i].State is PolicyState.Enabled)
            {
                var missing = GrantCheck.Missing(policies[i], given);
                all |= missing;
                strength = missing.HasFlag(GrantControls.Strength) ? policies[i].StrengthId : strength;
                Name(given, policies[i]);
            }
        }

        return (all, strength);
    }

    /// <summary>A policy that asks for a second factor is named as its source, satisfied or not.</summary>
    private static void Name(SignInCase given, CompiledPolicy policy)
    {
        if (policy.Controls.HasFlag(GrantControls.Mfa))
        {
            given.Require(ConditionalAccess);
        }
        else if (policy.Controls.HasFlag(GrantControls.Strength))
        {
            given.Require(AuthenticationStrengths);
        }
    }

    /// <summary>Whether a second factor is still to be asked for; names every source that wants one.</summary>
    private bool Demands(SignInCase given, GrantControls missing)
    {
        var user = given.User!;
        var demanded = (missing & (GrantControls.Mfa | GrantControls.Strength)) != 0;
        if (user.PerUserMfa is not PerUserMfa.Disabled)
        {
            given.Require("user");
            demanded |= !given.Mfa;
        }

        if (objects.Settings.SecurityDefaults && SecurityDefaultsWantMfa(given, user))
        {
            given.Require("securityDefaults");
            demanded |= !given.Mfa;
        }

        if (objects.Settings.RiskRegistrationPolicy && user.Methods.IsEmpty && !user.IsGuest && !given.Mfa)
        {
            given.Require("mfaRegistrationRequiredByIdentityProtectionPolicy");
            demanded = true;
        }

        return demanded;
    }

    private bool SecurityDefaultsWantMfa(SignInCase given, TenantUser user) =>
        user.Methods.IsEmpty
        || given.Attempt.Risk >= RiskLevel.Medium
        || given.Attempt.ResourceId is WellKnown.AzureManagement or WellKnown.AzurePortal
        || objects.AssignmentsOf(user.Id).Any(assignment => objects.Roles.GetValueOrDefault(assignment.RoleId) is { Privileged: true });

    private int SecurityDefaults(SignInCase given) =>
        objects.Settings.SecurityDefaults && (given.Attempt.ClientAppType is "other" or "exchangeActiveSync") ? Aadsts.BlockedBySecurityDefaults : Aadsts.None;

    private bool RememberedTooLong(SignInCase given) =>
        given is { MfaByClaim: true, Session: not null, MfaAt: { } at }
        && given.User!.PerUserMfa is not PerUserMfa.Disabled
        && objects.Settings.RememberMfa is { } remembered
        && at + remembered <= given.At;

    /// <summary>Whether the sign-in that a session stands for is too long ago for a policy that applies.</summary>
    private static int Frequency(SignInCase given, CompiledPolicy[] policies, PolicyScope[] scopes)
    {
        if (given.Session is not { } session)
        {
            return Aadsts.None;
        }

        for (var i = 0; i < policies.Length; i++)
        {
            if (scopes[i].Applies && policies[i] is { State: PolicyState.Enabled, SignInFrequency: { } frequency }
                && session.SignedInAt + (frequency == TimeSpan.Zero ? EveryTimeTolerance : frequency) <= given.At)
            {
                var browser = session.Kind is SessionKind.Browser;
                return frequency == TimeSpan.Zero
                    ? (browser ? Aadsts.SessionEndedByReauthentication : Aadsts.TokenEndedByReauthentication)
                    : (browser ? Aadsts.SessionEndedByFrequency : Aadsts.TokenEndedByFrequency);
            }
        }

        return Aadsts.None;
    }

    private static PolicyResult[] Results(SignInCase given, CompiledPolicy[] policies, PolicyScope[] scopes)
    {
        var results = new PolicyResult[policies.Length];
        for (var i = 0; i < policies.Length; i++)
        {
            results[i] = new PolicyResult(policies[i], scopes[i], KindOf(given, policies[i], scopes[i]));
        }

        return results;
    }

    private static PolicyResultKind KindOf(SignInCase given, CompiledPolicy policy, PolicyScope scope)
    {
        if (policy.State is PolicyState.Disabled)
        {
            return PolicyResultKind.NotEnabled;
        }

        var reportOnly = policy.State is PolicyState.ReportOnly;
        if (!scope.Applies)
        {
            return reportOnly ? PolicyResultKind.ReportOnlyNotApplied : PolicyResultKind.NotApplied;
        }

        var missing = GrantCheck.Missing(policy, given);
        if (missing is GrantControls.None)
        {
            return reportOnly ? PolicyResultKind.ReportOnlySuccess : PolicyResultKind.Success;
        }

        const GrantControls Answerable = GrantControls.Mfa | GrantControls.Strength | GrantControls.TermsOfUse;
        return !reportOnly ? PolicyResultKind.Failure
            : given.Attempt.IsInteractive && (missing & ~Answerable) is GrantControls.None ? PolicyResultKind.ReportOnlyInterrupted
            : PolicyResultKind.ReportOnlyFailure;
    }
}
