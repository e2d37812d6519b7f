using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Turns the names and lists of Elastic's fields into those of the record that they come from.</summary>
/// <remarks>
/// Three forms of one value: as the pipeline wrote it; as the option <c>fields</c> of a search gives it, every value in a list and the members of listed objects
/// apart; as Kibana writes it into a cell, the values of a list in one text.
/// </remarks>
internal static class ElasticNames
{
    private const string DateSuffix = "_datetime";

    private const string ListedText = ", ";

    private const string Information = "additionalInfo";

    /// <summary>Names that snake case does not give back.</summary>
    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["created_at"] = "createdDateTime", ["ipaddress"] = "ipAddress",
    };

    /// <summary>Lists of objects, and the member that every entry has.</summary>
    private static readonly Dictionary<string, string> Entries = new()
    {
        ["appliedConditionalAccessPolicies"] = "id", ["authenticationRequirementPolicies"] = "requirementProvider", ["authenticationDetails"] = "succeeded", ["additionalDetails"] = "key",
        [Information] = "Key",
    };

    /// <summary>Lists that the pipeline has made objects of, with numbers for names.</summary>
    private static readonly HashSet<string> Numbered = ["targetResources", "modifiedProperties"];

    private static readonly HashSet<string> ListsOfTexts = ["signInEventTypes", "keyIds"];

    /// <summary>Kibana groups their digits.</summary>
    private static readonly HashSet<string> Numbers = ["errorCode", "autonomousSystemNumber"];

    /// <summary>The value, or the only one in a list.</summary>
    public static JsonTree? One(JsonTree? value) => value is { Items: [{ IsScalar: true } only] } ? only : value;

    /// <summary>The object with the record's own names, however deep.</summary>
    public static JsonTree Folded(JsonTree members)
    {
        var folded = JsonTree.Object();
        foreach (var (name, value) in members.Members!)
        {
            var own = Fold(name);
            folded.Members![own] = Folded(own, value);
        }

        return folded;
    }

    private static JsonTree Folded(string name, JsonTree value) =>
        name == Information && value.Members is null ? value // as text or list, it is Microsoft's own
        : Entries.TryGetValue(name, out var always) ? EntriesOf(value, always)
        : Numbered.Contains(name) && value.Members is { } numbered ? JsonTree.List(InOrder(numbered).Select(Inside))
        : ListsOfTexts.Contains(name) ? JsonTree.List(Listed(value))
        : Numbers.Contains(name) && One(value) is { Text: { } digits } && digits.Contains(',', StringComparison.Ordinal) ? JsonTree.Of(digits.Replace(",", "", StringComparison.Ordinal))
        : Inside(One(value)!);

    private static JsonTree Inside(JsonTree value) =>
        value.Members is not null ? Folded(value)
        : value.Items is { } items ? JsonTree.List(items.Select(Inside))
        : value;

    private static IEnumerable<JsonTree> InOrder(Dictionary<string, JsonTree> numbered) =>
        numbered.OrderBy(entry => int.TryParse(entry.Key, out var number) ? number : int.MaxValue).Select(entry => entry.Value);

    /// <summary>The entries of a list of objects; their members may have come apart, each a list of its own.</summary>
    private static JsonTree EntriesOf(JsonTree value, string always)
    {
        if (One(value) is { Text: { } text } && Parsed(text) is { } parsed)
        {
            value = parsed;
        }

        if (value.Members is null)
        {
            return Inside(value);
        }

        var members = value.Members.ToDictionary(member => Fold(member.Key), member => Listed(member.Value));
        var count = members.GetValueOrDefault(always)?.Count ?? 0;
        var entries = Enumerable.Range(0, count).Select(_ => JsonTree.Object()).ToList();

        // A list of another length lacks some entries' values, nobody knows whose.
        foreach (var (name, values) in members.Where(member => member.Value.Count == count))
        {
            foreach (var (entry, item) in entries.Zip(values))
            {
                entry.Members![name] = item;
            }
        }

        return JsonTree.List(entries);
    }

    private static IReadOnlyList<JsonTree> Listed(JsonTree value) =>
        value.Items ?? (value.Text is { } text && text.Contains(ListedText, StringComparison.Ordinal) ? [.. text.Split(ListedText).Select(JsonTree.Of)] : [value]);

    /// <summary>The objects in a cell: a list, or one after the other.</summary>
    private static JsonTree? Parsed(string text)
    {
        try
        {
            return text[0] is '{' or '[' ? JsonTree.Parse(Encoding.UTF8.GetBytes(text[0] is '[' ? text : $"[{text}]")) : null;
        }
        catch (JsonException)
        {
            return null; // a text like any other
        }
    }

    /// <summary>The pipeline writes <c>_</c> for points in claims' names.</summary>
    private static string Fold(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return name.Replace("schemas_microsoft_com", "schemas.microsoft.com", StringComparison.Ordinal).Replace("schemas_xmlsoap_org", "schemas.xmlsoap.org", StringComparison.Ordinal);
        }

        if (Renamed.TryGetValue(name, out var own))
        {
            return own;
        }

        name = name.EndsWith(DateSuffix, StringComparison.Ordinal) ? name[..^DateSuffix.Length] + "_date_time" : name;
        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 2 ? name : words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
