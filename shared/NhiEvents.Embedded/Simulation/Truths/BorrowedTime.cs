using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>Which sign-ins work only until Microsoft or the company changes something that is known already. Written from Microsoft's announcements, not from the detector's table.</summary>
internal static class BorrowedTime
{
    public static bool Is(SignInAttempt attempt, SignInOutcome outcome, bool isUser) =>
        outcome.Policies.Any(policy => policy.Result == "reportOnlyFailure" || (isUser && policy.Result == "reportOnlyInterrupted"))
        || (isUser && !outcome.MfaSatisfied && (
            attempt.Flow is SignInFlow.Ropc or SignInFlow.DeviceCode
            || (attempt.Flow is SignInFlow.Legacy && attempt.LegacyClient is "Authenticated SMTP" or "Exchange Web Services")
            || attempt.ResourceId == WellKnown.AzureManagement));
}
