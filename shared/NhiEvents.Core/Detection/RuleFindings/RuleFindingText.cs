using System.Collections.Frozen;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Sigma;
using NhiEvents.Core.Detection.Sigma.Rules;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>What a person reads of a rule's finding: the rule's own words, which its author wrote.</summary>
internal static class RuleFindingText
{
    private const int MaxSlug = 60;

    private const int EventsPerEnd = 8;

    private const int MaxActors = 3;

    /// <summary>Of our own findings that rules decide.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string> { ["NHI210"] = "spray", ["NHI305"] = "credential-leaked", ["NHI408"] = "source-silent" }.ToFrozenDictionary();

    private static readonly Remedy Look = new(
        "Look at the events, and decide whether somebody meant them",
        ["Find the events in the log by their time and ids, and ask the actor and the owner.", "If it is ordinary here, narrow the rule, or name the actor in the setting Detection:TrustedActors."]);

    /// <param name="known">What Detection knows of the subject; null when it is no identity that it has seen.</param>
    public static Finding Show(RuleFindingRow row, SigmaHeading rule, IdentitySummary? known) => Of(
        row,
        known,
        new RuleWords(rule.Finding ?? row.RuleId, rule.Finding is { } finding && Names.TryGetValue(finding, out var name) ? name : Slug(rule.Title), rule.Title, SeverityOf(rule.Level)),
        Sentence(row, rule),
        Remedies(rule),
        RuleTags.Standards(rule));

    private static Finding Of(RuleFindingRow row, IdentitySummary? known, RuleWords words, string cause, IReadOnlyList<Remedy> remedies, IReadOnlyList<string> standards) => new(
        MessageIds.From("finding", row.TenantId, row.SubjectId, "rule", row.RuleId),
        words.Number,
        words.Name,
        words.Severity,
        known?.Identity ?? new IdentityRef(row.SubjectId, Classification.For(row.Evidence).Kind is var kind && row.Evidence.Count == 0 ? IdentityKind.ServicePrincipal : kind, row.SubjectName?.Text ?? row.SubjectId),
        known?.Owner ?? FindingText.UnknownOwner,
        cause,
        new Evidence(EventsOf(row), [], [], [], [], [], known?.Evidence ?? row.Evidence),
        remedies,
        standards,
        row.Seen[0].At,
        row.Seen[^1].At,
        row.Seen.Count,
        FindingState.Open)
    {
        CountIsLowerBound = row.IsCut || row.IsAtLeast,
        Criticality = known?.Criticality,
    };

    /// <summary>What is kept of a rule for the day when it is gone.</summary>
    public static RuleWords WordsOf(Finding finding, SigmaHeading rule) => new(finding.FindingType, finding.Name, rule.Title, finding.Severity);

    /// <summary>The finding of a rule that is gone: withdrawn, and why.</summary>
    public static Finding ShowGone(RuleFindingRow row, IdentitySummary? known)
    {
        var words = row.Words ?? new RuleWords(row.RuleId, "rule", row.RuleId, Severity.Medium);
        return Of(
            row, known, words,
            $"The rule {CommandText.Quoted(words.Title)} is not loaded any more, so that nothing looks for this: withdrawn. It had matched {(row.IsCut || row.IsAtLeast ? "at least " : "")}{row.Seen.Count} event(s).",
            [new Remedy("Load the rule again, if it was not meant to go", [$"Put the rule {row.RuleId} back among the rules: this finding opens again within a day."])],
            []) with { State = FindingState.Withdrawn };
    }

    /// <summary>Lower-case words joined by hyphens.</summary>
    public static string Slug(string title)
    {
        var slug = string.Join('-', string.Concat(title.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length == 0 ? "rule" : slug.Length <= MaxSlug ? slug : slug[..MaxSlug].TrimEnd('-');
    }

    private static string Sentence(RuleFindingRow row, SigmaHeading rule)
    {
        var actors = row.Seen.Select(seen => seen.Actor).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        var by = actors.Count == 0 ? "" : $", by {string.Join(", ", actors.Take(MaxActors))}{(actors.Count > MaxActors ? $" and {actors.Count - MaxActors} more" : "")}";
        var of = row.Log.Length > 0 ? $" of {row.Log}" : "";
        return $"The rule {CommandText.Quoted(rule.Title)} matches {(row.IsCut || row.IsAtLeast ? "at least " : "")}{row.Seen.Count} event(s){of}{by}{(rule.Description.Length > 0 ? $": {rule.Description}" : ".")}";
    }

    private static List<Remedy> Remedies(SigmaHeading rule)
    {
        List<Remedy> remedies = [rule.Remedy.Count > 0 ? new Remedy("Do what the rule's author advises", rule.Remedy) : Look];
        if (rule.FalsePositives.Count > 0)
        {
            remedies.Add(new Remedy("Rule out what its author knows to be harmless", rule.FalsePositives));
        }

        return remedies;
    }

    private static IReadOnlyList<EvidenceEvent> EventsOf(RuleFindingRow row) =>
    [
        .. (row.Seen.Count <= 2 * EventsPerEnd ? row.Seen : [.. row.Seen.Take(EventsPerEnd), .. row.Seen.TakeLast(EventsPerEnd)]).Select(seen => new EvidenceEvent(seen.Key, seen.At, 0)),
    ];

    private static Severity SeverityOf(SigmaLevel level) => level switch
    {
        SigmaLevel.Informational or SigmaLevel.Low => Severity.Low,
        SigmaLevel.Medium => Severity.Medium,
        SigmaLevel.High => Severity.High,
        SigmaLevel.Critical => Severity.Critical,
    };
}
