using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Which of a policy's demands a sign-in does not meet as it stands.</summary>
internal static class GrantCheck
{
    /// <summary>With several missing and one enough, the one that a person can most easily give.</summary>
    private static readonly GrantControls[] EasiestFirst =
    [
        GrantControls.Mfa, GrantControls.Strength, GrantControls.TermsOfUse, GrantControls.CustomControl, GrantControls.PasswordChange,
        GrantControls.CompliantApplication, GrantControls.ApprovedApplication, GrantControls.DomainJoinedDevice, GrantControls.CompliantDevice, GrantControls.Block,
    ];

    public static GrantControls Missing(CompiledPolicy policy, SignInCase given)
    {
        var missing = policy.Controls & ~Met(policy, given);
        if (missing is GrantControls.None || (policy.AnyControl && missing != policy.Controls))
        {
            return GrantControls.None;
        }

        return policy.AnyControl ? Array.Find(EasiestFirst, control => missing.HasFlag(control)) : missing;
    }

    private static GrantControls Met(CompiledPolicy policy, SignInCase given)
    {
        var device = given.Attempt.Device;
        var usable = device is { Id: not null, Removed: false };
        var met = GrantControls.None;
        met |= given.Mfa ? GrantControls.Mfa : 0;
        met |= given.Mfa && given.MfaMethod is { } method && Strengths.Accepts(policy.StrengthId, method) ? GrantControls.Strength : 0;
        met |= usable && device!.Compliant ? GrantControls.CompliantDevice : 0;
        met |= usable && device!.DomainJoined ? GrantControls.DomainJoinedDevice : 0;
        met |= device is { ApprovedApp: true, HasBroker: true } ? GrantControls.ApprovedApplication | GrantControls.CompliantApplication : 0;
        met |= policy.TermsOfUse.IsSubsetOf(given.User!.AcceptedTerms) ? GrantControls.TermsOfUse : 0;
        return met;
    }

    /// <summary>The code of a demand that no second factor meets.</summary>
    public static int CodeOf(GrantControls missing, SignInCase given)
    {
        var device = given.Attempt.Device;
        return missing.HasFlag(GrantControls.Block) ? Aadsts.BlockedByPolicy
            : (missing & (GrantControls.CompliantDevice | GrantControls.DomainJoinedDevice)) != 0 ? DeviceCode(missing, device)
            : missing.HasFlag(GrantControls.ApprovedApplication) ? (device is { HasBroker: false, Platform: "iOS" or "android" } ? Aadsts.BrokerRequired : Aadsts.AppNotApproved)
            : missing.HasFlag(GrantControls.CompliantApplication) ? Aadsts.AppProtectionRequired
            : (missing & (GrantControls.TermsOfUse | GrantControls.CustomControl)) != 0 ? Aadsts.ExternalChallenge
            : missing.HasFlag(GrantControls.PasswordChange) ? Aadsts.PasswordChangeByPolicy
            : Aadsts.None;
    }

    private static int DeviceCode(GrantControls missing, Device? device) => device switch
    {
        { Removed: true } => Aadsts.DeviceAuthenticationFailed,
        { Id: null, Platform: "iOS" or "android" } => Aadsts.NotWorkplaceJoined,
        null or { Id: null } => Aadsts.DeviceAuthenticationRequired,
        _ => missing.HasFlag(GrantControls.CompliantDevice) ? Aadsts.DeviceNotCompliant : Aadsts.DeviceNotDomainJoined,
    };
}
