using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>Which of a group's failures count for their finding, and of which it is too early to tell.</summary>
internal sealed class Counting(HourWindow window, VerdictIdentity identity, ErrorCodeTable codes, DateTimeOffset now, VerdictTimes times)
{
    /// <summary>How often a code that is ordinary once must go unanswered, with no success in between.</summary>
    private const int Repeated = 3;

    private readonly long _answerMs = (long)times.AnswerWithin.TotalMilliseconds;

    private readonly List<TooEarly> _tooEarly = [];

    public IReadOnlyList<TooEarly> TooEarly => _tooEarly;

    public List<SeenAt> Of(FailureTimes failure, RootCause cause) => cause.Finding switch
    {
        FindingNumbers.RightPasswordElsewhere or FindingNumbers.BreakGlassUsed => [.. failure.Seen],
        _ when EventCause.CountsOnlyWhenRepeated(failure.Group, identity.IsUser, codes) => UnansweredAgain(failure, cause),
        FindingNumbers.ChallengeDemanded or FindingNumbers.TokenEnded => Unanswered(failure, cause),
        FindingNumbers.LockedOut when cause.IsWindowsLockout => [.. failure.Seen],
        FindingNumbers.LockedOut => Open(failure, cause, times.AnswerWithin, seen => !SucceededSince(seen)),
        FindingNumbers.MandatoryMfaDenied => Open(failure, cause, times.MfaWithin, seen => !window.SucceededWithMfa(seen.Ms, seen.Ms + (long)times.MfaWithin.TotalMilliseconds)),
        FindingNumbers.CredentialRejected when cause.Way is CredentialRejected.Guessed => [.. failure.Seen],
        FindingNumbers.CredentialRejected when cause.AppId is null => WrongPasswords(failure, cause),
        _ => [.. failure.Seen],
    };

    private List<SeenAt> Unanswered(FailureTimes failure, RootCause cause) => Open(failure, cause, times.AnswerWithin, seen => !IsAnswered(failure, seen.Ms));

    /// <summary>A mistake that is put right at once is nothing. More than one before the success may have been guesses, and count; what comes from elsewhere says nothing about these.</summary>
    private List<SeenAt> WrongPasswords(FailureTimes failure, RootCause cause)
    {
        var (app, resource) = (failure.Group.App, failure.Group.Resource);
        var all = window.Failures(app, resource, failure.Group.Code, (group, hour) => EventCause.Of(group, identity, hour, codes) == cause).Order().ToList();
        var several = failure.Seen.Where(seen => all.BinarySearch(seen.Ms) is var index && (IsNear(index - 1, seen.Ms) || IsNear(index + 1, seen.Ms))).ToHashSet();
        return [.. several.Concat(Open(failure, cause, times.AnswerWithin, seen => !several.Contains(seen) && !IsAnswered(failure, seen.Ms))).Order()];

        bool IsNear(int index, long ms) =>
            index >= 0 && index < all.Count && Math.Abs(all[index] - ms) <= _answerMs && window.Stretch(app, resource, all[index]) == window.Stretch(app, resource, ms);
    }

    private List<SeenAt> UnansweredAgain(FailureTimes failure, RootCause cause)
    {
        var open = Unanswered(failure, cause);
        if (open.Count == 0)
        {
            return open;
        }

        var (app, resource) = (failure.Group.App, failure.Group.Resource);
        var latestMs = (long)(now - times.AnswerWithin - times.ArrivalAllowance - window.Hour.Hour).TotalMilliseconds;
        var stretches = window.Failures(app, resource, failure.Group.Code)
            .Where(ms => ms <= latestMs && !window.Succeeded(app, resource, ms, ms + _answerMs))
            .CountBy(ms => window.Stretch(app, resource, ms))
            .ToDictionary();
        return [.. open.Where(seen => stretches.GetValueOrDefault(window.Stretch(app, resource, seen.Ms)) >= Repeated)];
    }

    /// <summary>Those that nothing has closed, once what could close them has had time to happen and to arrive.</summary>
    private List<SeenAt> Open(FailureTimes failure, RootCause cause, TimeSpan wait, Func<SeenAt, bool> isOpen)
    {
        var (open, early) = (new List<SeenAt>(), new List<SeenAt>());
        foreach (var seen in failure.Seen.Where(isOpen))
        {
            (now < At(seen) + wait + times.ArrivalAllowance ? early : open).Add(seen);
        }

        if (early.Count > 0)
        {
            _tooEarly.Add(new TooEarly(cause, window.Hour, failure, early, wait + times.ArrivalAllowance));
        }

        return open;
    }

    private bool IsAnswered(FailureTimes failure, long ms) => window.Succeeded(failure.Group.App, failure.Group.Resource, ms, ms + _answerMs);

    private bool SucceededSince(SeenAt seen) => identity.LastSuccess is { } last && last > At(seen);

    private DateTimeOffset At(SeenAt seen) => HourVerdict.At(window.Hour, seen);
}
