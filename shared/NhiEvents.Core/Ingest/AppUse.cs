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
        foreach (var row in rows)
        {
            var hour = UserProfile.HourOf(row.At);
            if (!Hours.TryGetValue(hour, out var types))
            {
                Hours[hour] = types = new SortedDictionary<string, int>(StringComparer.Ordinal);
            }

            types[row.ClientCredentialType!] = types.GetValueOrDefault(row.ClientCredentialType!) + 1;
        }

        foreach (var old in Hours.Keys.Where(hour => hour <= Hours.Keys.Last() - KeptHours).ToList())
        {
            Hours.Remove(old);
        }

        return this;
    }
}
