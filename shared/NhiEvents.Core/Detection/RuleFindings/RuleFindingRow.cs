using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.RuleFindings;

/// <summary>What one rule has matched about one subject: a set, so that neither order nor repetition changes it. Bounded.</summary>
/// <param name="SubjectId">Whom or what it is about; of a correlation without a single object to name, its group.</param>
/// <param name="Seen">By time; above the cap the earliest and the latest. Empty when the finding has ended.</param>
/// <param name="IsCut">More events came than are remembered: their number is at least so many.</param>
/// <param name="Revision">Grows with every change, so the newest announcement can be told.</param>
internal sealed record RuleFindingRow(string TenantId, string RuleId, string SubjectId, IReadOnlyList<SeenMatch> Seen, bool IsCut, long Revision)
{
    /// <summary>The first ones; about 60 bytes each, so a row stays below 16 KB.</summary>
    private const int MaxFirst = 192;

    private const int MaxLast = 8;

    /// <summary>Which log the events are from.</summary>
    public string Log { get; init; } = "";

    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>As the latest event names it.</summary>
    public LatestText? SubjectName { get; init; }

    /// <summary>The correlation saw more events than it remembers.</summary>
    public bool IsAtLeast { get; init; }

    /// <summary>What its rule said of itself when it was announced last: the words for it when the rule is gone. Null in rows of before.</summary>
    public RuleWords? Words { get; init; }

    /// <summary>It is withdrawn, because its rule is not loaded any more.</summary>
    public bool IsRuleGone { get; init; }

    /// <summary>The last of the events that have ended: a copy of one that comes now is none. Null when none have.</summary>
    public DateTimeOffset? ForgottenUntil { get; init; }

    public static RuleFindingRow New(string tenantId, string ruleId, string subjectId) => new(tenantId, ruleId, subjectId, [], IsCut: false, Revision: 0);

    public static string Key(string subjectId, string ruleId) => $"{State.KeyText.Clean(subjectId)}|rule|{ruleId}";

    /// <summary>What is left when the finding has ended: that there was one, and how often it was announced.</summary>
    public RuleFindingRow WithoutEvents() => New(TenantId, RuleId, SubjectId) with { Revision = Revision + 1, ForgottenUntil = Seen[^1].At };

    /// <summary>The row with more events in it; the same row when it knows them all.</summary>
    public RuleFindingRow With(IEnumerable<SeenMatch> more)
    {
        var all = new SortedSet<SeenMatch>(Seen);
        var known = Seen.ToDictionary(seen => seen.Key, StringComparer.Ordinal);
        foreach (var seen in more.Where(seen => !(seen.At <= ForgottenUntil)))
        {
            // Copies of one event can differ in what an exporter left out; which copy came first must not show.
            if (known.TryGetValue(seen.Key, out var copy))
            {
                if (copy.CompareTo(seen) <= 0)
                {
                    continue;
                }

                all.Remove(copy);
            }

            known[seen.Key] = seen;
            all.Add(seen);
        }

        List<SeenMatch> kept = all.Count > MaxFirst + MaxLast ? [.. all.Take(MaxFirst), .. all.Skip(all.Count - MaxLast)] : [.. all];
        return kept.SequenceEqual(Seen) ? this : this with { Seen = kept, IsCut = IsCut || kept.Count < all.Count };
    }
}

/// <summary>What a rule says of itself, as far as a finding shows it.</summary>
/// <param name="Number">Of the finding.</param>
/// <param name="Name">Of the finding.</param>
internal sealed record RuleWords(string Number, string Name, string Title, Severity Severity);
