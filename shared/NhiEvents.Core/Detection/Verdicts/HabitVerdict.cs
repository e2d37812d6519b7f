using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Detection.Habits;
using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What of an hour breaks the identity's habits. Pure: a function of the hour, its neighbours and all that is known of the identity.</summary>
internal static class HabitVerdict
{
    public static IEnumerable<Contribution> Of(HourWindow window, VerdictIdentity identity, ErrorCodeTable codes, VerdictTimes times)
    {
        var hour = window.Hour.Hour;
        if (identity.IsBreakGlass)
        {
            if (Used(window.Hour, identity) is { } used)
            {
                yield return used;
            }

            yield break;
        }

        foreach (var way in identity.Habits.NewIn(hour, identity.LearnFor))
        {
            if (Refused(window, way, codes, times.BypassWithin) is { Count: > 0 } refused)
            {
                yield return Bypass(way, hour, refused);
            }

            if (identity.Habits.IsFirstOfItsClient(way) && NameOf(way.Client, identity.IsUser) is var (finding, name))
            {
                yield return One(new RootCause(finding) { Way = name }, way.At, EventOf(way), way.AppName ?? way.App, way.ResourceName ?? way.Resource);
            }
        }

        for (var next = 1; next < identity.Habits.Spells.Count; next++)
        {
            var (before, spell) = (identity.Habits.Spells[next - 1], identity.Habits.Spells[next]);
            if (HourRow.HourOf(spell.First) == hour && spell.First - before.Last >= times.DormantAfter)
            {
                yield return One(new RootCause(FindingNumbers.DormantAwake), spell.First, new EvidenceEvent(spell.Id, spell.First, 0));
            }
        }
    }

    /// <summary>Each success of a break-glass account, by its time; the journal keeps no more of successes, and the profile the ids of the first ways only.</summary>
    private static Contribution? Used(HourJournal hour, VerdictIdentity identity)
    {
        List<EvidenceEvent> events =
        [
            .. from path in hour.AllSuccesses
               from ms in path.Exact
               let at = hour.Hour.AddMilliseconds(ms)
               let way = identity.Habits.Ways.FirstOrDefault(way => way.At == at)
               orderby at
               select way is null ? new EvidenceEvent($"sign-in at {at.UtcDateTime:O}", at, 0) : EventOf(way),
        ];
        return events.Count == 0 ? null : new Contribution(
            new RootCause(FindingNumbers.BreakGlassUsed) { Way = BreakGlassUsed.Used }, events.Count, hour.Overflow, events[0].At, events[^1].At, Contribution.Ends(events), [], [], [], Contribution.Names(events.Select(seen => seen.Resource).OfType<string>()));
    }

    private static (string Finding, string Name)? NameOf(Client client, bool isUser) => client switch
    {
        Client.Ropc when isUser => (FindingNumbers.LegacyAuthentication, "ropc"),
        Client.Legacy when isUser => (FindingNumbers.LegacyAuthentication, "legacy"),
        Client.Browser when isUser => (FindingNumbers.UsedByAPerson, "browser"),
        _ => null,
    };

    /// <summary>Blocks and challenges that stopped the same resource shortly before, on another application, or on the same one when the new way avoids what they asked for.</summary>
    private static List<(FailureTimes Failure, DateTimeOffset At, SeenAt Seen)> Refused(HourWindow window, Way way, ErrorCodeTable codes, TimeSpan within) => way.Resource.Length == 0 ? [] :
    [
        .. from failure in window.AllFailures()
           where failure.Group.IsSignIn && failure.Group.Resource == way.Resource && codes.Find(failure.Group.Code)?.Class is ErrorClass.Challenge or ErrorClass.Block
           where failure.Group.App != way.App || way.Client is Client.Ropc or Client.Legacy or Client.DeviceCode
           from seen in failure.Seen
           let at = failure.Hour.AddMilliseconds(seen.Ms)
           where at < way.At && at >= way.At - within
           orderby at, seen.Key
           select (failure.Times, at, seen),
    ];

    private static Contribution Bypass(Way way, DateTimeOffset hour, List<(FailureTimes Failure, DateTimeOffset At, SeenAt Seen)> refused)
    {
        var one = One(new RootCause(FindingNumbers.BypassAttempt) { AppId = way.App, ResourceId = way.Resource, Way = way.Client.ToString() }, way.At, EventOf(way), way.AppName ?? way.App, way.ResourceName ?? way.Resource);
        return one with
        {
            Count = 1 + refused.Count,
            First = refused[0].At,
            Codes = [.. refused.Select(entry => entry.Failure.Group.Code).Distinct().Order()],
            Policies = Contribution.Names(refused.SelectMany(entry => entry.Failure.Detail(entry.Seen)?.PolicyNames?.Split('\n') ?? [])),
            Events = Contribution.Ends(one.Events.Concat(refused.Select(entry => EventOf(entry.Failure, entry.Seen, entry.At)))),
        };
    }

    private static Contribution One(RootCause cause, DateTimeOffset at, EvidenceEvent seen, params IReadOnlyList<string> appAndResource) => new(
        cause, 1, false, at, at, [seen], [], [], [.. appAndResource.Take(1).Where(name => name.Length > 0)], [.. appAndResource.Skip(1).Where(name => name.Length > 0)]);

    private static EvidenceEvent EventOf(Way way) => new(way.Id, way.At, 0) { App = way.AppName, Resource = way.ResourceName, IpAddress = way.IpAddress };

    private static EvidenceEvent EventOf(FailureTimes failure, SeenAt seen, DateTimeOffset at)
    {
        var detail = failure.Detail(seen);
        return new EvidenceEvent(detail?.Id ?? seen.Key, at, failure.Group.Code)
        {
            App = detail?.AppName,
            Resource = detail?.ResourceName,
            IpAddress = detail?.IpAddress,
            UserAgent = detail?.UserAgent,
            CorrelationId = detail?.CorrelationId,
        };
    }
}
