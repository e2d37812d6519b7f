using System.Buffers;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Identities;

/// <summary>An identity as the portal keeps it: what Detection announced last, and its sign-ins hour by hour.</summary>
/// <param name="Hours">In time order; an hour without sign-ins is left out. At most <see cref="MaxHours"/>, the latest.</param>
internal sealed record IdentityRecord(string TenantId, long Revision, IdentitySummary Summary, IReadOnlyList<SignInHour> Hours, DateTimeOffset ChangedAt)
{
    /// <summary>Two weeks.</summary>
    public const int MaxHours = 14 * 24;

    private const int RecentHours = 24;

    public DateTimeOffset? LastSuccess { get; init; }

    public IReadOnlyList<CredentialFacts> Credentials { get; init => field = value ?? []; } = [];

    /// <summary>What it signs in to, by the logs: the latest first.</summary>
    public IReadOnlyList<ResourceUse> Uses { get; init => field = value ?? []; } = [];

    /// <summary>The record after an announcement. One that comes late still adds what it knows of its hours, whose totals only grow.</summary>
    public static IdentityRecord With(IdentityRecord? record, IdentityChanged change, DateTimeOffset now)
    {
        var hours = Merge(record?.Hours ?? [], change.Hours);
        var uses = change.Uses.Count == 0 ? record?.Uses ?? [] : Merge(record?.Uses ?? [], change.Uses);
        return record is not null && record.Revision >= change.Revision
            ? record with { Hours = hours, Uses = uses, ChangedAt = now }
            : new IdentityRecord(change.TenantId, change.Revision, change.Summary, hours, now) { LastSuccess = change.LastSuccess, Credentials = change.Credentials, Uses = uses };
    }

    private static List<ResourceUse> Merge(IReadOnlyList<ResourceUse> known, IReadOnlyList<ResourceUse> announced) =>
        [.. known.Concat(announced).GroupBy(use => (use.AppId, use.ResourceId)).Select(group => group.MaxBy(use => use.Hour)!)
            .OrderByDescending(use => use.Hour).ThenBy(use => use.ResourceId, StringComparer.Ordinal).ThenBy(use => use.AppId, StringComparer.Ordinal).Take(IdentityChanged.MaxUses)];

    /// <summary>Nearly always the announced hours are the last ones, or come after them.</summary>
    private static List<SignInHour> Merge(IReadOnlyList<SignInHour> known, IReadOnlyList<SignInHour> announced)
    {
        var hours = new List<SignInHour>(known);
        foreach (var hour in announced.Where(hour => hour.Successes + hour.Failures > 0))
        {
            var at = hours.Count;
            while (at > 0 && hours[at - 1].Hour > hour.Hour)
            {
                at--;
            }

            if (at > 0 && hours[at - 1].Hour == hour.Hour)
            {
                hours[at - 1] = new SignInHour(hour.Hour, Math.Max(hours[at - 1].Successes, hour.Successes), Math.Max(hours[at - 1].Failures, hour.Failures));
            }
            else
            {
                hours.Insert(at, hour);
            }
        }

        hours.RemoveRange(0, Math.Max(0, hours.Count - MaxHours));
        return hours;
    }

    public ListRow<IdentityEntry> ToListRow() => new(Summary.Identity.Id, ChangedAt, new IdentityEntry(
        TenantId, Summary.Identity, Summary.Owner, Summary.Evidence, Summary.FirstSeen, Summary.LastSeen, Summary.Successes, Summary.Failures)
    {
        LastSuccess = LastSuccess,
        Criticality = Summary.Criticality,
        Tags = Summary.Tags,
        Protected = Summary.Protected ? true : null,
        AccountEnabled = Summary.AccountEnabled,
        Recent = Recent(),
        NextCredentialEnd = Credentials.Where(credential => credential.EndsAt is not null).Min(credential => credential.EndsAt),
    });

    /// <summary>The last day before the last sign-in, hour by hour without gaps.</summary>
    private RecentHours? Recent()
    {
        if (Hours.Count == 0)
        {
            return null;
        }

        var from = Hours[^1].Hour.AddHours(1 - RecentHours);
        var (successes, failures) = (new int[RecentHours], new int[RecentHours]);
        foreach (var hour in Hours.Where(hour => hour.Hour >= from))
        {
            var at = (int)(hour.Hour - from).TotalHours;
            (successes[at], failures[at]) = (hour.Successes, hour.Failures);
        }

        return new RecentHours(from, successes, failures);
    }
}

/// <summary>What the list of identities keeps of one.</summary>
internal sealed record IdentityEntry(
    string TenantId,
    IdentityRef Identity,
    string Owner,
    IReadOnlyList<string> Evidence,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    int Successes,
    int Failures)
{
    private string? _text;

    /// <summary>Whether any of its names, its id or its owner holds this.</summary>
    public bool Says(SearchValues<string> text) =>
        (_text ??= string.Join('\n', Identity.DisplayName, Identity.Id, Identity.UserPrincipalName, Identity.AppId, Owner)).AsSpan().ContainsAny(text);

    public DateTimeOffset? LastSuccess { get; init; }

    public Criticality? Criticality { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public bool? Protected { get; init; }

    public bool? AccountEnabled { get; init; }

    /// <summary>Absent when no sign-in was announced.</summary>
    public RecentHours? Recent { get; init; }

    /// <summary>The nearest end, past or coming, of a credential that the directory lists.</summary>
    public DateTimeOffset? NextCredentialEnd { get; init; }
}

/// <summary>Sign-ins of consecutive hours.</summary>
/// <param name="From">Begin of the first hour, UTC.</param>
internal sealed record RecentHours(DateTimeOffset From, IReadOnlyList<int> Successes, IReadOnlyList<int> Failures);
