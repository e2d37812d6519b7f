using NhiEvents.Core.Exceptions.Calendar;

namespace NhiEvents.Core.Exceptions;

/// <summary>The numbers that decisions work with; <see cref="ExemptionOptions"/> as plain values.</summary>
internal sealed record ExemptionRules(
    TimeSpan StandardCap,
    TimeSpan PrivilegedCap,
    TimeSpan UnguardedCap,
    TimeSpan MaintenanceCap,
    TimeSpan EmergencyCap,
    TimeSpan ReviewEvery,
    TimeSpan HistoryNeeded,
    TimeSpan ApproverMemberFor,
    int MaxRenewals,
    int WidestIpv4Prefix,
    int WidestIpv6Prefix,
    IReadOnlyList<int> NoticeDays,
    TimeSpan EffectWithin,
    TimeSpan UserTokens,
    TimeSpan ServicePrincipalTokens,
    EndingCalendar Calendar)
{
    /// <summary>The longest time between two attempts at a removal.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Attempts after which a person is told; the attempts go on.</summary>
    public const int AttemptsBeforePerson = 3;

    /// <summary>The pause after so many failures: 1, 2, 4, … minutes.</summary>
    public static TimeSpan PauseAfter(int failures) =>
        failures >= 7 ? LongestPause : TimeSpan.FromMinutes(Math.Min(Math.Pow(2, failures - 1), LongestPause.TotalMinutes));
}
