using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Places;

namespace NhiEvents.Core.Detection.Journal;

/// <summary>One event as the journal keeps it: which failures it belongs to, and what a person wants to see of it.</summary>
internal static class FailureEvent
{
    /// <summary>The HTTP status of a refusal takes the place of the code.</summary>
    private const int Forbidden = 403;

    /// <summary>Windows' number for a lockout takes the place of the code.</summary>
    public const int WindowsLockout = 4740;

    public static bool IsForMfa(ResourceDenied denied) => FailureReasonTable.Shipped.MeaningOf(denied.Reason, FailureReasonTable.MfaRequired) is not null;

    public static FailureGroup GroupOf(SignIn signIn, ErrorCodeTable codes) => new(
        signIn.AppId ?? "",
        signIn.ResourceId ?? "",
        signIn.ErrorCode,
        signIn.DemandedBy,
        [.. Failed(signIn).Select(policy => policy.Id).Distinct().Order(StringComparer.Ordinal)],
        signIn.CredentialKeyId ?? "",
        [],
        [])
    {
        Says = signIn.ErrorCode == ErrorCode.LockedOrMaliciousSource
            ? FailureReasonTable.Shipped.MeaningOf(signIn.FailureReason, FailureReasonTable.MaliciousSource, FailureReasonTable.Locked)
            : null,
        Place = CodeOf(signIn, codes) is { FirstFactorCorrect: true } ? Place.Of(signIn) : null,
        GuessedFrom = CodeOf(signIn, codes) is { FirstFactorCorrect: false, Finding: FindingNumbers.CredentialRejected } ? Place.Of(signIn) : null,
    };

    /// <summary>By operation only: a job touches more resources than a journal can tell apart.</summary>
    public static FailureGroup GroupOf(ResourceDenied denied) => new("", "", Forbidden, [], [], "", [], []) { DeniedOperation = denied.OperationName };

    /// <summary>By the computer that causes it: each is a job to repair.</summary>
    public static FailureGroup GroupOf(AccountLockedOut lockout) => new("", "", WindowsLockout, [], [], "", [], []) { LockedFrom = lockout.CallerComputer ?? "" };

    public static FailureDetail DetailOf(SignIn signIn, int ms)
    {
        var names = Failed(signIn).Select(policy => policy.DisplayName ?? policy.Id).Distinct().Order(StringComparer.Ordinal).ToList();
        return new FailureDetail(new SeenAt(ms, signIn.Key), signIn.Id)
        {
            AppName = signIn.AppDisplayName,
            ResourceName = signIn.ResourceDisplayName,
            PolicyNames = names.Count == 0 ? null : string.Join('\n', names),
            IpAddress = signIn.IpAddress,
            UserAgent = signIn.UserAgent,
            CorrelationId = signIn.CorrelationId,
        };
    }

    public static FailureDetail DetailOf(ResourceDenied denied, int ms) => new(new SeenAt(ms, denied.Key), denied.Id)
    {
        AppName = denied.OperationName,
        ResourceName = denied.ResourceId,
        IpAddress = denied.IpAddress,
        CorrelationId = denied.CorrelationId,
    };

    public static FailureDetail DetailOf(AccountLockedOut lockout, int ms) => new(new SeenAt(ms, lockout.Key), lockout.Id) { Computer = lockout.CallerComputer };

    /// <summary>Null where the code says nothing about a password.</summary>
    private static ErrorCode? CodeOf(SignIn signIn, ErrorCodeTable codes) =>
        signIn.Kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser ? codes.Find(signIn.ErrorCode) : null;

    /// <summary>Not those that only report.</summary>
    private static IEnumerable<AppliedPolicy> Failed(SignIn signIn) => signIn.Policies.Where(policy => policy.Result.Equals("failure", StringComparison.OrdinalIgnoreCase));
}
