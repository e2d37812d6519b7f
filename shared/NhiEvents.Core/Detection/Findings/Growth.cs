using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>Whether an open finding has only been seen once more. That waits for the end of its <see cref="GrowthWindow"/>: five apps take each announcement, and a job that fails every five minutes makes twelve an hour.</summary>
internal static class Growth
{
    /// <summary>Whether what is new can wait until the window is over.</summary>
    /// <remarks>What is critical is told each time. A count that gains a digit is a comment in its ticket.</remarks>
    public static bool CanWait(RootCause cause, Finding told, Finding now) =>
        now.Severity is not Severity.Critical
        && !IsUrgent(cause)
        && Digits(told.Count) == Digits(now.Count)
        && Sentences(told).AsSpan().SequenceEqual(Sentences(now));

    /// <summary>Whether that is plain from what the findings of one identity and cause are made of, without writing them out; false also when it is not plain.</summary>
    public static bool PlainlyCanWait(RootCause cause, Contribution told, Contribution now, Criticality? criticality) =>
        !IsUrgent(cause)
        && IsOfNames(cause.Finding)
        && !(criticality > Criticality.Medium)
        && Digits(told.Count) == Digits(now.Count)
        && told.LowerBound == now.LowerBound && told.First == now.First && told.NamesTheSameAs(now);

    /// <summary>Findings whose words come from names, codes and the identity: not from events, counts or times. By themselves they are never critical.</summary>
    private static bool IsOfNames(string finding) => finding is FindingNumbers.ChallengeDemanded or FindingNumbers.LockedOut or FindingNumbers.PasswordExpired
        or FindingNumbers.DisabledOrMissing or FindingNumbers.BlockedByPolicy or FindingNumbers.PermissionMissing or FindingNumbers.TokenEnded or FindingNumbers.MandatoryMfaDenied or FindingNumbers.WillBreak;

    /// <summary>Refused credentials are told each time, because Rotation holds a rotation that may be the reason.</summary>
    public static bool IsUrgent(RootCause cause) => cause.Finding is FindingNumbers.SecretExpired or FindingNumbers.CredentialRejected && cause.Way is not CredentialRejected.Guessed;

    private static int Digits(int count) => count.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>All that a finding says beside how often and when last.</summary>
    private static byte[] Sentences(Finding finding) => JsonSerializer.SerializeToUtf8Bytes(
        finding with { Count = 0, LastSeen = default, Evidence = finding.Evidence with { Events = [] } }, NhiJson.Default.Finding);
}
