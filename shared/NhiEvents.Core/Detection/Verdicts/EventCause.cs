using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>The one root cause that a failure speaks of. One finding per event: what is asked first wins.</summary>
internal static class EventCause
{
    /// <summary>Null when this build raises nothing for it.</summary>
    /// <remarks>Precedence is 211, 103, 305, 203, then the table's own finding; of these this build knows 211 and 103. What a later one needs is asked here, before the table.</remarks>
    /// <param name="hour">The start of the hour in which it failed: history before it counts, so that a success which follows proves nothing.</param>
    public static RootCause? Of(FailureGroup failure, VerdictIdentity identity, DateTimeOffset hour, ErrorCodeTable codes)
    {
        var isUser = identity.IsUser;
        if (identity.IsBreakGlass && failure.IsSignIn)
        {
            return new RootCause(FindingNumbers.BreakGlassUsed) { Way = codes.Find(failure.Code)?.FirstFactorCorrect is true ? BreakGlassUsed.Password : BreakGlassUsed.Tried };
        }

        if (isUser && failure.Place is { } place && identity.Profile.IsOutside(place, hour, identity.LearnFor))
        {
            return new RootCause(FindingNumbers.RightPasswordElsewhere) { Origin = place.Origin };
        }

        if (failure.DeniedOperation is not null)
        {
            return isUser ? new RootCause(FindingNumbers.MandatoryMfaDenied) : null;
        }

        if (failure.LockedFrom is not null)
        {
            return isUser ? new RootCause(FindingNumbers.LockedOut) { Code = FailureEvent.WindowsLockout } : null;
        }

        if (failure.Says == FailureReasonTable.MaliciousSource)
        {
            return new RootCause(FindingNumbers.SourceJudgedMalicious);
        }

        if (isUser && failure.GuessedFrom is { } from && identity.Profile.IsOutside(from, hour, identity.LearnFor))
        {
            return new RootCause(FindingNumbers.CredentialRejected) { Code = failure.Code, Way = CredentialRejected.Guessed };
        }

        return codes.Find(failure.Code) is { } code
            ? isUser ? OfUser(failure, code) : OfApp(failure, code)
            : Unclassified(failure);
    }

    /// <summary>Whether one such failure is ordinary: only people's sessions and a busy directory explain it.</summary>
    public static bool CountsOnlyWhenRepeated(FailureGroup failure, bool isUser, ErrorCodeTable codes) => isUser && codes.Find(failure.Code) is { OnlyWhenRepeated: true };

    private static RootCause? OfUser(FailureGroup failure, ErrorCode code) => code.Finding switch
    {
        null => null,
        FindingNumbers.ChallengeDemanded => new RootCause(FindingNumbers.ChallengeDemanded) { DemandedBy = failure.DemandedBy, PolicyIds = failure.PolicyIds },
        FindingNumbers.PasswordExpired => new RootCause(FindingNumbers.PasswordExpired) { Code = failure.Code },
        FindingNumbers.TokenEnded => new RootCause(FindingNumbers.TokenEnded) { Code = failure.Code, AppId = failure.App },

        // The password is the account's, whichever job sends it; a client's credential or existence is the client's.
        FindingNumbers.CredentialRejected when code.Class is not ErrorClass.Secret => new RootCause(FindingNumbers.CredentialRejected) { Code = failure.Code },
        FindingNumbers.DisabledOrMissing when code.Class is not ErrorClass.App => new RootCause(FindingNumbers.DisabledOrMissing) { Code = failure.Code },
        _ => OfEither(failure, code),
    };

    /// <summary>Service principals and managed identities have no password, no session and no second factor: such a code on their row is a classification error.</summary>
    private static RootCause? OfApp(FailureGroup failure, ErrorCode code) => code switch
    {
        { Finding: null } => null,
        { Class: ErrorClass.Challenge } when code.AlsoClass.Contains(ErrorClass.App) => Permission(failure),
        { Class: ErrorClass.Challenge or ErrorClass.Password or ErrorClass.Token } => Unclassified(failure),
        { Finding: FindingNumbers.ChallengeDemanded } or { Code: ErrorCode.LockedOrMaliciousSource } => Unclassified(failure),
        _ => OfEither(failure, code),
    };

    private static RootCause OfEither(FailureGroup failure, ErrorCode code) => code.Finding switch
    {
        FindingNumbers.LockedOut => new RootCause(FindingNumbers.LockedOut) { Code = failure.Code },
        FindingNumbers.SecretExpired => new RootCause(FindingNumbers.SecretExpired) { AppId = failure.App, CredentialKeyId = failure.CredentialKeyId },
        FindingNumbers.CredentialRejected => new RootCause(FindingNumbers.CredentialRejected) { Code = failure.Code, AppId = failure.App, CredentialKeyId = failure.CredentialKeyId },
        FindingNumbers.DisabledOrMissing => new RootCause(FindingNumbers.DisabledOrMissing) { Code = failure.Code, AppId = failure.App },
        FindingNumbers.BlockedByPolicy => failure.PolicyIds.Count > 0
            ? new RootCause(FindingNumbers.BlockedByPolicy) { PolicyIds = failure.PolicyIds }
            : new RootCause(FindingNumbers.BlockedByPolicy) { Code = failure.Code },
        FindingNumbers.PermissionMissing => Permission(failure),
        _ => Unclassified(failure),
    };

    private static RootCause Permission(FailureGroup failure) =>
        new(FindingNumbers.PermissionMissing) { Code = failure.Code, AppId = failure.App, ResourceId = failure.Resource };

    private static RootCause Unclassified(FailureGroup failure) => new(FindingNumbers.UnclassifiedFailure) { Code = failure.Code };
}
