using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Correlation;
using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Rules;

/// <summary>Runs rules over log files: every row, of people too, since a rule says itself whom it is about.</summary>
internal sealed class RuleScan(SigmaRuleSet rules)
{
    private readonly List<SigmaMatch> _counted = [];
    private readonly HashSet<(string Rule, string Event)> _seen = [];
    private readonly List<ScanMatch> _found = [];

    public long Rows { get; private set; }

    /// <summary>Rows and parts of files that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Expressions that were given up because they took too long.</summary>
    public int TookTooLong { get; private set; }

    /// <summary>The matches by time, then rule; the same event delivered twice counts once.</summary>
    public IReadOnlyList<ScanMatch> Run(IReadOnlyList<LogFile> files, CancellationToken ct)
    {
        var matcher = new SigmaEngine(rules).CreateMatcher();
        var correlations = new CorrelationRun(rules);
        foreach (var file in files)
        {
            var walk = new RowWalk(file);
            walk.Run((row, offset) => Take(matcher.Match(row), correlations, file, offset), ct);
            Unreadable += walk.Damaged;
        }

        TookTooLong = matcher.TookTooLong;
        _found.AddRange(correlations.Count(_counted).Select(match => Line(match.Rule, match.FirstSeen, match.LastSeen, match.Events) with { Group = match.Group, IsAtLeast = match.IsAtLeast }));
        return [.. _found.OrderBy(match => match.FirstSeen).ThenBy(match => match.RuleId, StringComparer.Ordinal).ThenBy(match => match.Events[0], StringComparer.Ordinal)];
    }

    private void Take(IReadOnlyList<SigmaMatch>? matches, CorrelationRun correlations, LogFile file, long offset)
    {
        Rows++;
        if (matches is null)
        {
            Unreadable++;
            return;
        }

        foreach (var match in matches.Where(match => _seen.Add((match.Rule.Heading.Id, match.EventKey))))
        {
            if (match.Fields.Count > 0)
            {
                _counted.Add(match);
            }

            if (!correlations.IsOnlyCounted(match.Rule))
            {
                _found.Add(Line(match.Rule, match.At, match.At, [match.EventKey]) with { Log = match.Log, Who = match.Who, What = match.What, File = file.Name, Offset = offset });
            }
        }
    }

    private static ScanMatch Line(SigmaRule rule, DateTimeOffset? first, DateTimeOffset? last, IReadOnlyList<string> events) =>
        new(rule.Heading.Id, rule.Heading.Title, rule.Heading.Level, first, last, events, RuleTags.Standards(rule.Heading));
}

/// <summary>One line of <c>nhi rules scan --format json</c>.</summary>
/// <param name="Events">Keys of the distinct events.</param>
internal sealed record ScanMatch(
    string RuleId, string Title, SigmaLevel Level, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, IReadOnlyList<string> Events, IReadOnlyList<string> Standards)
{
    public string? Log { get; init; }

    public string? Who { get; init; }

    public string? What { get; init; }

    public string? File { get; init; }

    /// <summary>The byte at which the row starts.</summary>
    public long? Offset { get; init; }

    /// <summary>Of a correlation: its group-by fields and their values.</summary>
    public IReadOnlyDictionary<string, string>? Group { get; init; }

    /// <summary>More events came than were remembered.</summary>
    public bool IsAtLeast { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScanMatch))]
internal sealed partial class ScanJson : JsonSerializerContext;
