using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Bench;

/// <summary>What all programs of the benchmark are asked: of rows that are no person's, how many per identity and error code, the first and the last. Keys are "identity code".</summary>
internal static class Grouping
{
    /// <exception cref="JsonException">The program wrote something else.</exception>
    public static Dictionary<string, Group> Read(string json) => JsonSerializer.Deserialize(json, GroupingJson.Default.DictionaryStringGroup) ?? [];

    /// <summary>What differs between the groups of two programs; empty when nothing does.</summary>
    public static IEnumerable<string> Differences(Dictionary<string, Group> one, Dictionary<string, Group> other) =>
        one.Keys.Union(other.Keys).Order(StringComparer.Ordinal).Where(key => !one.TryGetValue(key, out var a) || !other.TryGetValue(key, out var b) || a != b);

    /// <summary>Groups of failures for which our findings or totals say something else.</summary>
    public static IEnumerable<string> Differences(Dictionary<string, Group> groups, FindingsDocument findings, IdentitiesDocument identities)
    {
        var counts = findings.Findings.SelectMany(finding => finding.Evidence.Codes.Select(code => (Key: $"{finding.Identity.Id} {code}", finding.Count)))
            .GroupBy(part => part.Key, part => part.Count).ToDictionary(part => part.Key, part => part.Sum());
        var failures = groups.Where(group => !group.Key.EndsWith(" 0", StringComparison.Ordinal)).ToDictionary(group => group.Key, group => group.Value.N);
        var perIdentity = groups.GroupBy(group => group.Key.Split(' ')[0]).ToDictionary(identity => identity.Key, identity => identity.Sum(group => failures.GetValueOrDefault(group.Key)));
        var ours = identities.Identities.ToDictionary(identity => identity.Identity.Id, identity => identity.Failures);
        return failures.Keys.Union(counts.Keys).Where(key => failures.GetValueOrDefault(key) != counts.GetValueOrDefault(key))
            .Concat(perIdentity.Keys.Union(ours.Keys).Where(id => perIdentity.GetValueOrDefault(id) != ours.GetValueOrDefault(id)));
    }
}

/// <param name="N">Rows.</param>
/// <param name="F">Time of the first, as logged.</param>
/// <param name="L">Time of the last, as logged.</param>
internal sealed record Group(int N, string F, string L);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Dictionary<string, Group>))]
internal sealed partial class GroupingJson : JsonSerializerContext;
