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
    /// <summary>What has to be true before a person is told of failed attempts; the attempts go on.</summary>
    /// <param name="passing">Entra gave no answer, or a wrong one that passes: the same request works soon.</param>
    public static bool NeedsPersonAfter(int failures, bool passing) => failures >= (passing ? 6 : 3);

    /// <summary>The pause after so many failures: 5, 10, 20 … seconds to 5 minutes for what passes by itself, else 1, 2, 4 … minutes to an hour.</summary>
    public static TimeSpan PauseAfter(int failures, bool passing)
    {
        var (first, longest) = passing ? (TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)) : (TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        var pause = first * Math.Pow(2, Math.Min(failures, 10) - 1);
        return pause < longest ? pause : longest;
    }
}
