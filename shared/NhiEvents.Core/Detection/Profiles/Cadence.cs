using System.Globalization;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Profiles;

/// <summary>How regularly a job asks for tokens, and what follows for its next run. Learned from its latest runs; pure.</summary>
/// <param name="Words">Ends "it signs in …".</param>
/// <param name="Due">When the next run is due after the latest attempt.</param>
/// <param name="From">Not before this the run was expected, daylight saving and its usual delays included.</param>
/// <param name="Deadline">Nothing until then: the run was missed.</param>
internal sealed record Cadence(string Words, DateTimeOffset Due, DateTimeOffset From, DateTimeOffset Deadline)
{
    /// <summary>Longest pause of a job that counts as running around the clock.</summary>
    private const int ClockHours = 12;

    /// <summary>Longest pause that is a rhythm at all without a calendar.</summary>
    private const int RhythmHours = 48;

    private const int FewestBusyHours = 20;

    /// <summary>Of managed identities, whose tokens live for a day: one that works every hour asks for one about once a day, a little later each time. Nobody uses one by hand.</summary>
    private const int FewestHoursOfManaged = 10;

    /// <summary>Of the two weeks that are remembered, so many hours must lie between the first and the last run.</summary>
    private const int LeastSpanHours = 12 * 24;

    /// <summary>Null while nothing regular is known.</summary>
    public static Cadence? Of(JobPath job, CadenceRules rules)
    {
        var busy = job.BusyHours().ToList();
        var pause = LongestPause(busy, job.Last.Kind is SignInKind.ManagedIdentity ? FewestHoursOfManaged : FewestBusyHours);
        return pause <= ClockHours ? Rhythm(job, pause.Value, rules) : CalendarCadence.Of(job, rules) ?? (pause <= RhythmHours ? Rhythm(job, pause.Value, rules) : null);
    }

    /// <summary>A token that was asked for may serve several runs: silence says nothing before it has ended, twice over.</summary>
    private static Cadence Rhythm(JobPath job, int pause, CadenceRules rules)
    {
        var (last, usual) = (job.Last.At, TimeSpan.FromHours(pause + 1));
        var words = pause <= 1 ? "at least every hour or two" : $"at least every {(pause + 1).ToString(CultureInfo.InvariantCulture)} hours";
        return new Cadence(words, last + usual, last + usual, last + usual + usual + rules.TokenLifeOf(job.Last.Kind) + rules.Grace);
    }

    private static int? LongestPause(List<int> busy, int fewest)
    {
        if (busy.Count < fewest || busy[^1] - busy[0] < LeastSpanHours)
        {
            return null;
        }

        var longest = 0;
        for (var next = 1; next < busy.Count; next++)
        {
            longest = Math.Max(longest, busy[next] - busy[next - 1]);
        }

        return longest;
    }
}

/// <summary>What a cadence is judged by.</summary>
/// <param name="TokenLife">Of users and service principals.</param>
/// <param name="LongTokenLife">Of managed identities.</param>
/// <param name="Grace">Added to every deadline.</param>
/// <param name="Holidays">Days on which jobs of working days rest. Empty: unknown, so one missed working day says nothing.</param>
internal sealed record CadenceRules(TimeSpan TokenLife, TimeSpan LongTokenLife, TimeSpan Grace, IReadOnlyList<DateOnly> Holidays)
{
    public static CadenceRules Of(DetectionOptions options) => new(options.TokenLife, options.LongTokenLife, options.MissedRunGrace, options.Holidays);

    public TimeSpan TokenLifeOf(SignInKind kind) => kind switch
    {
        SignInKind.ManagedIdentity => LongTokenLife,
        SignInKind.InteractiveUser or SignInKind.NonInteractiveUser or SignInKind.ServicePrincipal => TokenLife,
    };
}
