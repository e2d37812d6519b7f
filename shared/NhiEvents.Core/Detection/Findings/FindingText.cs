using System.Diagnostics;
using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;

namespace NhiEvents.Core.Detection;

/// <summary>Turns the facts of a finding into what a person reads: cause, severity, remedies in order, standards.</summary>
internal static class FindingText
{
    /// <summary>Neither the registry nor the directory names one.</summary>
    public const string UnknownOwner = "unknown";

    /// <summary>A time as sentences have it.</summary>
    public static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    public static Finding Show(FindingFacts facts, FindingState state)
    {
        var (cause, total, identity) = (facts.Cause, facts.Total, facts.Identity);
        var text = KindWords.Apply(TextOf(facts), facts);
        return new Finding(
            MessageIds.From("finding", identity.TenantId, identity.Id, cause.Hash()),
            cause.Finding,
            text.Name,
            text.Severity,
            identity.ToRef(),
            identity.Facts?.Owner ?? UnknownOwner,
            text.Cause,
            new Evidence(total.Events, total.Codes, cause.DemandedBy, total.Policies, total.Apps, total.Resources, identity.Classification().Reasons)
            {
                Computers = total.Computers.Count > 0 ? total.Computers : null,
            },
            text.Remedies,
            text.Standards,
            total.First,
            total.Last,
            total.Count,
            state)
        {
            CountIsLowerBound = total.LowerBound,
            Criticality = identity.Facts?.Criticality,
        };
    }

    private static FindingWords TextOf(FindingFacts facts) => facts.Cause.Finding switch
    {
        FindingNumbers.ChallengeDemanded => ChallengeDemanded.Words(facts),
        FindingNumbers.LockedOut when facts.Cause.IsWindowsLockout => LockedInDomain.Words(facts),
        FindingNumbers.LockedOut => LockedOut.Words(facts),
        FindingNumbers.SourceJudgedMalicious => MaliciousSource.Words(facts),
        FindingNumbers.SecretExpired => SecretExpired.Words(facts),
        FindingNumbers.CredentialRejected => CredentialRejected.Words(facts),
        FindingNumbers.PasswordExpired => PasswordExpired.Words(facts),
        FindingNumbers.DisabledOrMissing => DisabledOrMissing.Words(facts),
        FindingNumbers.BlockedByPolicy => BlockedByPolicy.Words(facts),
        FindingNumbers.PermissionMissing => PermissionMissing.Words(facts),
        FindingNumbers.TokenEnded => TokenEnded.Words(facts),
        FindingNumbers.MandatoryMfaDenied => MandatoryMfaDenied.Words(facts),
        FindingNumbers.UnclassifiedFailure => UnclassifiedFailure.Words(facts),
        FindingNumbers.FailureRateRise => FailureRateRise.Words(facts),
        FindingNumbers.MissedRun => MissedRun.Words(facts),
        FindingNumbers.SharedIdentity => SharedIdentity.Words(facts),
        FindingNumbers.NewSource => NewSource.Words(facts),
        FindingNumbers.BypassAttempt => BypassAttempt.Words(facts),
        FindingNumbers.LegacyAuthentication => LegacyAuthentication.Words(facts),
        FindingNumbers.UsedByAPerson => UsedByPerson.Words(facts),
        FindingNumbers.DormantAwake => DormantAwake.Words(facts),
        FindingNumbers.BreakGlassUsed => BreakGlassUsed.Words(facts),
        FindingNumbers.RightPasswordElsewhere => RightPasswordElsewhere.Words(facts),
        FindingNumbers.WillBreak => WillBreak.Words(facts),
        _ => throw new UnreachableException($"no text for {facts.Cause.Finding}"),
    };
}

/// <summary>The part of a finding that is written for people.</summary>
internal sealed record FindingWords(string Name, Severity Severity, string Cause, IReadOnlyList<Remedy> Remedies, IReadOnlyList<string> Standards);
