using NhiEvents.Core.Rotation.Evidence;

namespace NhiEvents.Core.Rotation.Keys;

/// <summary>Which of an application's used keys should not have been used. Pure.</summary>
internal static class KeyJudgement
{
    /// <summary>A removal takes its time until every part of Entra knows of it.</summary>
    private static readonly TimeSpan RemovalSpreads = TimeSpan.FromHours(1);

    /// <summary>Reads of the directory can lag behind writes: a key that was used a moment ago may be there and not be shown yet.</summary>
    public static TimeSpan DirectoryLag { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What was not used again for so long, in complete logs, is over.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromDays(30);

    public static IReadOnlyList<JudgedKey> For(KeyFacts facts, DateTimeOffset now)
    {
        var judged = new List<JudgedKey>();
        if (facts.Use is null)
        {
            return judged;
        }

        foreach (var key in facts.Use.Consumers.Values.SelectMany(consumer => consumer.Keys.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var users = facts.Use.Consumers.Values.Where(consumer => consumer.Keys.GetValueOrDefault(key)?.LastSuccess is not null).ToList();
            if (users.Count > 0 && users.Max(consumer => consumer.Keys[key].LastSuccess!.Value) is var last && FaultOf(key, last, facts, now) is { } fault)
            {
                judged.Add(new JudgedKey(key, fault, users.Min(consumer => consumer.Keys[key].First), last, facts.Gone.GetValueOrDefault(key)?.At)
                {
                    FromElsewhere = users.Exists(user => !facts.Use.Consumers.Values.Any(other => other.Source == user.Source && other.Keys.Keys.Any(facts.IsOurs))),
                });
            }
        }

        return judged;
    }

    private static KeyFault? FaultOf(string key, DateTimeOffset lastSuccess, KeyFacts facts, DateTimeOffset now) =>
        facts.Present.TryGetValue(key, out var form)
            ? form == facts.VaultForm && facts.VaultKeys.Count > 0 && !facts.VaultKeys.Contains(key) && now - lastSuccess < Quiet ? KeyFault.OutsideVault : null
        : facts.Gone.TryGetValue(key, out var gone) ? lastSuccess > gone.At + RemovalSpreads ? KeyFault.Retired : null
        : lastSuccess > facts.KnownSince && now - lastSuccess >= DirectoryLag ? KeyFault.Unknown
        : null; // from before the first look: baselined
}

/// <summary>What is known of an application's keys, all in lower case.</summary>
/// <param name="Present">On the application or its service principal now, with the form of each.</param>
/// <param name="Gone">Keys that it had once.</param>
/// <param name="VaultForm">What its policy keeps in the vault; null when no policy names it.</param>
/// <param name="VaultKeys">Keys that are or were in the vault; empty when that is not known.</param>
/// <param name="KnownSince">The first look at it.</param>
internal sealed record KeyFacts(
    IReadOnlyDictionary<string, string> Present, IReadOnlyDictionary<string, GoneKey> Gone, string? VaultForm, IReadOnlySet<string> VaultKeys, KeyUse? Use, DateTimeOffset KnownSince)
{
    /// <summary>The application has or had it, as far as we know.</summary>
    public bool IsOurs(string key) => Present.ContainsKey(key) || Gone.ContainsKey(key);
}
