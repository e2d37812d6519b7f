using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>What remains of the sign-ins of a user that nothing shows to be non-human: enough to notice automation, no name, no address. Covers 7 days.</summary>
/// <param name="Hours">Sign-ins by hour of event time (Unix hours).</param>
/// <param name="Networks">Autonomous systems seen.</param>
/// <param name="Applications">Applications seen.</param>
/// <param name="PersonSeen">Something only a person does: an interactive sign-in, multi-factor authentication, a device's primary refresh token.</param>
internal sealed record UserProfile(
    string UserId,
    SortedDictionary<long, int> Hours,
    IReadOnlyList<int> Networks,
    IReadOnlyList<string> Applications,
    IReadOnlyList<string> ClientClasses,
    bool PersonSeen)
{
    /// <summary>Days (Unix days of event time) on which a program tried in vain; see <see cref="RowEvidence.IsVainTry"/>.</summary>
    public IReadOnlyList<long> TriedDays { get; init; } = [];

    public const int KeptHours = 7 * 24;

    /// <summary>One more than this is simply "many".</summary>
    private const int MaxKinds = 8;

    public static UserProfile Empty(string userId) => new(userId, [], [], [], [], false);

    public static long HourOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 3600;

    public static long DayOf(DateTimeOffset at) => HourOf(at) / 24;

    public bool CoversDay(long day) => Hours.Keys.Any(hour => hour / 24 == day);

    public UserProfile With(IEnumerable<SignIn> rows, EvidenceRules rules)
    {
        var hours = new SortedDictionary<long, int>(Hours);
        var (networks, applications, clients) = (new SortedSet<int>(Networks), new SortedSet<string>(Applications, StringComparer.Ordinal), new SortedSet<string>(ClientClasses, StringComparer.Ordinal));
        var (person, tried) = (PersonSeen, new SortedSet<long>(TriedDays));
        foreach (var row in rows)
        {
            var hour = HourOf(row.At);
            hours[hour] = hours.GetValueOrDefault(hour) + 1;
            networks.Add(row.AutonomousSystemNumber ?? 0);
            applications.Add(row.AppId ?? "");
            clients.Add(ClientClass(row.ClientAppUsed));
            if (RowEvidence.IsVainTry(row, rules))
            {
                tried.Add(DayOf(row.At));
                continue;
            }

            person |= row.Kind is SignInKind.InteractiveUser || row.MfaSatisfied || string.Equals(row.IncomingTokenType, "primaryRefreshToken", StringComparison.OrdinalIgnoreCase);
        }

        foreach (var old in hours.Keys.Where(hour => hour <= hours.Keys.Last() - KeptHours).ToList())
        {
            hours.Remove(old);
        }

        tried.RemoveWhere(day => day < hours.Keys.Last() / 24 - (KeptHours / 24));
        return new UserProfile(UserId, hours, [.. networks.Take(MaxKinds)], [.. applications.Take(MaxKinds)], [.. clients.Take(MaxKinds)], person) { TriedDays = [.. tried] };
    }

    private static string ClientClass(string? clientAppUsed) => clientAppUsed switch
    {
        "Browser" => "browser",
        "Mobile Apps and Desktop clients" => "app",
        null => "none",
        _ => "other",
    };
}
