using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>What Detection tells those who show identities.</summary>
internal static class IdentityAnnouncement
{
    public static IdentityChanged Of(IdentityRow identity, KindTable kinds, IReadOnlyDictionary<DateTimeOffset, HourJournal> journals, TimeSpan learnFor) =>
        new(identity.TenantId, 0, IdentitySummaries.Of(identity, [], kinds, learnFor))
        {
            LastSuccess = identity.LastSuccess,
            Hours = [.. journals.OrderBy(hour => hour.Key).Select(hour => new SignInHour(hour.Key, hour.Value.SuccessCount, hour.Value.FailureCount))],
            Uses = UsesOf(journals),
            Credentials = identity.Facts?.Credentials ?? [],
        };

    /// <param name="shown">The row's <see cref="IdentityRow.ShownHash"/>.</param>
    /// <param name="hour">Whose sign-ins it tells; null for none that were not told before.</param>
    /// <returns>The row that says so.</returns>
    public static IdentityRow Announce(IdentityRow identity, IdentityChanged change, string shown, DateTimeOffset? hour, StateChanges changes)
    {
        var announced = new AnnouncedIdentity((identity.Announced?.Revision ?? 0) + 1, shown, hour ?? identity.Announced?.Hour ?? HourRow.HourOf(identity.LastSeen));
        changes.Send(Topics.Changes, DetectionMessages.Of(change with { Revision = announced.Revision }));
        return identity with { Announced = announced };
    }

    private static List<ResourceUse> UsesOf(IReadOnlyDictionary<DateTimeOffset, HourJournal> journals)
    {
        var uses = new List<ResourceUse>();
        foreach (var (hour, journal) in journals.OrderByDescending(hour => hour.Key))
        {
            foreach (var path in journal.AllSuccesses.OrderBy(path => path.App, StringComparer.Ordinal).ThenBy(path => path.Resource, StringComparer.Ordinal))
            {
                if (uses.Count < IdentityChanged.MaxUses && path.App.Length + path.Resource.Length > 0 && !uses.Exists(use => use.AppId == path.App && use.ResourceId == path.Resource))
                {
                    uses.Add(new ResourceUse(path.App, path.Resource, hour));
                }
            }
        }

        return uses;
    }
}
