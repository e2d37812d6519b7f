using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>Per application and hour, how often which kind of client credential was redeemed in sign-ins of users; those rows carry no key id.</summary>
/// <param name="Hours">Unix hour to credential type to count.</param>
internal sealed record AppUse(string AppId, SortedDictionary<long, SortedDictionary<string, int>> Hours)
{
    /// <summary>Rotation asks about 35 days; a few more for what comes late.</summary>
    private const int KeptHours = 40 * 24;

    /// <summary>Whether the row tells of a client credential at all.</summary>
    public static bool Counts(SignIn row) => row.AppId is not null && row.ClientCredentialType is { Length: > 0 } type && !type.Equals("none", StringComparison.OrdinalIgnoreCase);

    public AppUse With(IEnumerable<SignIn> rows)
    {
        var hours = new SortedDictionary<long, SortedDictionary<string, int>>(Hours);
        foreach (var hour in rows.GroupBy(row => UserProfile.HourOf(row.At)))
        {
            var types = new SortedDictionary<string, int>(hours.GetValueOrDefault(hour.Key) ?? [], StringComparer.Ordinal);
            foreach (var row in hour)
            {
                types[row.ClientCredentialType!] = types.GetValueOrDefault(row.ClientCredentialType!) + 1;
            }

            hours[hour.Key] = types;
        }

        foreach (var old in hours.Keys.Where(hour => hour <= hours.Keys.Last() - KeptHours).ToList())
        {
            hours.Remove(old);
        }

        return this with { Hours = hours };
    }
}
