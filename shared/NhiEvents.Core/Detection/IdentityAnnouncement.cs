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
            Uses = [.. journals.OrderByDescending(hour => hour.Key)
                .SelectMany(hour => hour.Value.AllSuccesses.Where(path => path.App.Length + path.Resource.Length > 0).OrderBy(path => path.App, StringComparer.Ordinal).ThenBy(path => path.Resource, StringComparer.Ordinal).Select(path => new ResourceUse(path.App, path.Resource, hour.Key)))
                .DistinctBy(use => (use.AppId, use.ResourceId)).Take(IdentityChanged.MaxUses)],
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
}
