using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace NhiEvents.Core.Events;

/// <summary>Names that a tool has given to the members of a row: the way to a value in one name (<c>status.errorCode</c>), or another spelling (<c>user_principal_name</c>).</summary>
internal static class RowNames
{
    /// <summary>More than a row is deep.</summary>
    private const int MaxSteps = 16;

    private const int MaxName = 256;

    private const string AllElements = "{}";

    /// <summary>Of a token; whose names are the token's.</summary>
    public const string Claims = "claims";

    /// <summary>Of objects inside the event, beside the names of <see cref="MemberNames"/>.</summary>
    private static readonly string[] Inside =
    [
        "errorCode", "failureReason", "requirementProvider", "authenticationStepDateTime", "authenticationStepResultDetail", "succeeded", "excludeRulesSatisfied",
        "conditionalAccessSatisfied", "clientIpAddress", "policyId",
    ];

    /// <summary>By their letters in lower case; the column <c>TenantId</c> of Log Analytics is no one's.</summary>
    private static readonly FrozenDictionary<string, string> Known = FieldTables.EventNames.Concat(FieldTables.RecordNames).Concat(Inside).Concat(MemberNames.All)
        .Where(name => name.All(char.IsAsciiLetter) && char.IsAsciiLetterLower(name[0]))
        .DistinctBy(Letters).ToFrozenDictionary(Letters, name => name);

    /// <summary>The columns of Log Analytics and of advanced hunting by their letters in lower case.</summary>
    private static readonly FrozenDictionary<string, string> Columns = FieldTables.ColumnNames.Where(name => char.IsAsciiLetterUpper(name[0]) && !name.Contains(' '))
        .DistinctBy(Letters).ToFrozenDictionary(Letters, name => name);

    /// <summary>Whether only a table in another spelling has the name.</summary>
    public static bool IsRespelledColumn(string name) => FieldTables.Row.Find(Encoding.UTF8.GetBytes(name)) is Field.RespelledColumn;

    /// <summary>A column as its table spells it; names of other tables begin with a capital.</summary>
    public static string Column(string name) =>
        Columns.TryGetValue(Letters(name), out var column) ? column : Known.TryGetValue(Letters(name), out var known) ? char.ToUpperInvariant(known[0]) + known[1..] : name;

    /// <summary>Whether the name is the log's own, in this spelling or another, at the end of a way or alone.</summary>
    public static bool IsKnown(string name) => Steps(name).LastOrDefault(step => step.Name is not null).Name is { } last && (Known.ContainsKey(Letters(last)) || MemberNames.Find(last) is not Member.None);

    /// <summary>Whether the name is to be put back: a way of several steps, or a name in another spelling.</summary>
    public static bool IsOdd(string name) => Steps(name) is var steps && (steps.Count > 1 || steps[0].Name != name);

    /// <summary>The way that the name means, each step in the log's own spelling.</summary>
    public static IReadOnlyList<Step> Steps(string name)
    {
        if (name.Length is 0 or > MaxName || name[0] is '_' or '@' or '#' || name.Contains(' '))
        {
            return [Step.Of(name)];
        }

        var steps = new List<Step>();
        for (var rest = name; rest.Length > 0;)
        {
            if (steps is [.., { Name: Claims }])
            {
                steps.Add(Step.Of(rest)); // named by addresses, which have points
                break;
            }

            var end = rest.IndexOf('.');
            var part = end < 0 ? rest : rest[..end];
            rest = end < 0 ? "" : rest[(end + 1)..];
            if (part.Length == 0 || !TryAdd(part, steps) || steps.Count > MaxSteps)
            {
                return [Step.Of(name)];
            }
        }

        return steps;
    }

    /// <summary><c>name</c>, <c>name{}</c>, <c>name[0]</c> or <c>0</c>.</summary>
    private static bool TryAdd(string part, List<Step> steps)
    {
        if (steps.Count > 0 && TryIndex(part, out var index))
        {
            steps.Add(new Step(null, index));
            return true;
        }

        var bare = part.TrimEnd(AllElements[0], AllElements[1]);
        if (bare.Length < part.Length)
        {
            steps.Add(Step.Of(Spelled(bare)));
            steps.Add(Step.Each);
            return part[bare.Length..] == AllElements && bare.Length > 0;
        }

        if (part[^1] == ']' && part.IndexOf('[') is var bracket and > 0)
        {
            steps.Add(Step.Of(Spelled(part[..bracket])));
            steps.Add(new Step(null, TryIndex(part[(bracket + 1)..^1], out index) ? index : 0));
            return steps[^1].Index == index;
        }

        steps.Add(Step.Of(Spelled(part)));
        return true;
    }

    private static bool TryIndex(string text, out int index)
    {
        index = -1;
        return text.Length <= 3 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    /// <summary>The log's own spelling of a name without a way in it.</summary>
    public static string Spelled(string name) =>
        (name.Contains('_') || name.All(char.IsAsciiLetterLower) || name.All(char.IsAsciiLetterUpper)) && Known.TryGetValue(Letters(name), out var known) ? known : name;

    private static string Letters(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>One step into a row: to a member, to an element of a list, or to all elements beside one another.</summary>
    public readonly record struct Step(string? Name, int Index)
    {
        public static Step Each { get; } = new(null, -1);

        public bool IsEach => Name is null && Index < 0;

        public static Step Of(string name) => new(name, -1);
    }
}
