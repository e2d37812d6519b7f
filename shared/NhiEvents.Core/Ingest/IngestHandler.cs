using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest;

/// <summary>Turns log batches into events: reads every row, publishes those of non-human identities and of the directory, forgets those of people.</summary>
/// <remarks>Repeatable: published ids are the same again. Counts in profiles may then be too high, which no decision rests on alone.</remarks>
public sealed class IngestHandler(
    IEventPublisher publisher,
    SnapshotLoader snapshots,
    KnownIdentityRepository known,
    UserProfileRepository profiles,
    RejectedRepository rejected,
    EvidenceRules rules,
    IOptions<IngestOptions> options,
    TimeProvider time,
    ILogger<IngestHandler> log,
    RowRules? matching = null,
    RowsAhead? ahead = null)
{
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    private readonly PeopleSeen _people = new();

    private readonly EvidenceRules _rules = rules.Registering(options.Value.RegisteredIds);

    /// <param name="bodies">Event Hub message bodies, or chunks of files that end at a line's end.</param>
    public async Task<IngestCounts> HandleAsync(IReadOnlyList<ReadOnlyMemory<byte>> bodies, CancellationToken ct)
    {
        var batch = IngestBatch.Of(bodies, time.GetUtcNow(), options.Value, ahead);
        var snapshot = await snapshots.CurrentAsync(ct);
        var shown = ShownBy(batch.SignIns);
        var decisions = batch.SignIns.ConvertAll(row => KeepDecision.For(row, _rules, snapshot, shown.GetValueOrDefault((row.TenantId, row.IdentityId), Nothing)));
        var kept = decisions.OfType<KeepDecision.Keep>().Select(keep => keep.SignIn).ToList();
        var dropped = decisions.OfType<KeepDecision.Drop>().Select(drop => drop.SignIn).ToList();

        var others = new OtherEvents(_rules, snapshot, time.GetUtcNow());
        List<OutgoingEvent> events = [.. kept.Select(ToEvent), .. batch.Others.Select(others.Of).OfType<OutgoingEvent>()];
        var droppedRows = dropped.Count + kept.Count + batch.Others.Count - events.Count;
        var published = events.Count;
        events.AddRange(MatchesOf(batch, decisions, snapshot));

        await rejected.SaveAsync(batch.Rejected, ct);
        if (events.Count > 0)
        {
            await publisher.PublishAsync(events, ct);
        }

        await ProfileAsync(dropped, ct);
        await CountUseAsync(batch.SignIns, ct);

        var counts = new IngestCounts(batch.Read, published, droppedRows, batch.NotForUs, batch.Rejected.Count, batch.Duplicates);
        Telemetry.Ingested(("published", counts.Published), ("dropped", counts.Dropped), ("skipped", counts.NotForUs), ("rejected", counts.Rejected), ("duplicate", counts.Duplicates));
        log.BatchRead(counts.Read, counts.Published, counts.Dropped, counts.NotForUs, counts.Rejected, counts.Duplicates);
        return counts;
    }

    /// <summary>What loaded rules say of the rows that are kept, and of those that nothing else reads.</summary>
    private IEnumerable<OutgoingEvent> MatchesOf(IngestBatch batch, List<KeepDecision> decisions, IdentitySnapshot? snapshot)
    {
        if (matching is null)
        {
            return [];
        }

        var (matches, arrived) = (new RuleMatches(_rules, snapshot), time.GetUtcNow());
        return decisions.Zip(batch.SignInTexts).SelectMany(row => row.First is KeepDecision.Keep kept ? RuleMatches.Of(kept.SignIn, row.Second.Match(matching)) : [])
            .Concat(batch.Others.Zip(batch.OtherTexts).SelectMany(row => matches.Of(row.First, row.Second.Match(matching), arrived)))
            .Concat(batch.NotForUsTexts.SelectMany(row => RuleMatches.Of(row.Match(matching), options.Value.TenantId?.ToLowerInvariant() ?? SignInReader.UnknownTenant, arrived)))
            .DistinctBy(match => (match.TenantId, match.RuleId, match.Key, match.SubjectId))
            .Select(ToEvent);
    }

    private static OutgoingEvent ToEvent(RuleMatched match) => new(
        MessageIds.From(match.Key, match.RuleId, match.SubjectId, "rule"),
        EventTypes.RuleMatched,
        $"/tenants/{Uri.EscapeDataString(match.TenantId)}",
        $"rules/{match.RuleId}",
        match.At,
        JsonSerializer.SerializeToUtf8Bytes(match, NhiJson.Default.RuleMatched));

    private static OutgoingEvent ToEvent(SignIn row) => new(
        MessageIds.From(row.Key, "sign-in"),
        EventTypes.SignIn,
        $"/tenants/{Uri.EscapeDataString(row.TenantId)}",
        $"identities/{row.IdentityId}",
        row.At,
        JsonSerializer.SerializeToUtf8Bytes(row, NhiJson.Default.SignIn));

    /// <summary>What the batch's own rows show of each user, so that a row which shows nothing is kept beside one that does. Who is registered needs no such help.</summary>
    private Dictionary<(string Tenant, string Id), IReadOnlySet<string>> ShownBy(List<SignIn> rows)
    {
        var shown = new Dictionary<(string Tenant, string Id), IReadOnlySet<string>>();
        foreach (var row in rows)
        {
            if (row.Kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser && RowEvidence.For(row, rules) is { Count: > 0 } evidence)
            {
                shown[(row.TenantId, row.IdentityId)] = shown.TryGetValue((row.TenantId, row.IdentityId), out var more)
                    ? [.. more, .. evidence]
                    : evidence.ToHashSet(StringComparer.Ordinal);
            }
        }

        return shown;
    }

    private async Task ProfileAsync(List<SignIn> dropped, CancellationToken ct)
    {
        foreach (var user in dropped.Where(row => !_people.Covers(row)).GroupBy(row => (row.TenantId, row.IdentityId)))
        {
            var profile = await profiles.AddAsync(user.Key.TenantId, user.Key.IdentityId, [.. user], _rules, ct);
            if (CandidateDecision.IsRuledOut(profile))
            {
                _people.Add(user);
                continue;
            }

            var candidate = new KnownIdentity(user.Key.TenantId, user.Key.IdentityId, [EvidenceKinds.Unattended]);
            if (!CandidateDecision.IsCandidate(profile))
            {
                continue;
            }

            var isNew = await known.RememberAsync(candidate, ct);
            snapshots.Learn(candidate); // known or not: this process had no row of it
            if (isNew)
            {
                log.CandidateFound(user.Key.IdentityId);
            }
        }
    }

    /// <summary>Kept rows count too: rotation asks whether an application's secret was used for any user.</summary>
    private async Task CountUseAsync(List<SignIn> rows, CancellationToken ct)
    {
        foreach (var app in rows.Where(row => row.Kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser && AppUse.Counts(row)).GroupBy(row => (row.TenantId, row.AppId)))
        {
            await profiles.AddUseAsync(app.Key.TenantId, app.Key.AppId!, [.. app], ct);
        }
    }
}
