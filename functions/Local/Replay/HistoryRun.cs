using System.Runtime.InteropServices;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest;
using NhiEvents.Local.Context;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Replay;

/// <summary>Detection over a whole recorded input at once: identity after identity, on all cores, with the decisions that the functions make.</summary>
/// <remarks>No clock, no state, no messages. What it comes to is what <see cref="ReplayRun"/> comes to; tests hold the two together.</remarks>
/// <param name="context">What is known beside the logs.</param>
internal sealed class HistoryRun(LogInput input, ContextInput context)
{
    /// <summary>Rows that are in memory at once per core.</summary>
    private const int MaxRows = 2000;

    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    private readonly LogIndex _index = input.Index;
    private readonly EvidenceRules _rules = context.Data.Evidence.Registering(context.ReadIngest().RegisteredIds);
    private readonly DetectionOptions _options = context.ReadDetection();
    private readonly IngestOptions _ingest = context.ReadIngest();
    private readonly IdentitySnapshot _known = new(
        [
            .. input.Index.Identities.Where(identity => identity.IsNonHuman).Select(identity => identity.ToKnown()),
            .. from facts in context.Facts.Directory
               where facts.Id is not null && facts.OnPremisesSid is not null
               select new KnownIdentity(IdentityRegistered.AnyTenant, facts.Id!, []) { OnPremisesSid = facts.OnPremisesSid },
        ]);

    public async Task<Results> RunAsync(CancellationToken ct)
    {
        var (rules, matches) = (new RuleHistory(context.Data.Rules, _options), new RuleMatches(_rules, _known));
        var credentials = new CredentialHistory(_options, context.Facts);
        var coverage = Coverage();
        var identities = Collect(rules, matches, credentials, coverage);
        var times = identities.SelectMany(identity => identity.Times(_index)).ToList();
        var scale = times.Count == 0 ? TimelineScale.For(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) : TimelineScale.For(times.Min(), times.Max());
        var outcomes = new IdentityOutcome?[identities.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct };
        Parallel.For(0, identities.Count, options, () => new RowReading(_index), (number, _, reading) =>
        {
            outcomes[number] = Decide(identities[number], reading, scale, coverage, rules, matches);
            return reading;
        }, _ => { });
        List<IdentityOutcome> decided = [.. outcomes.OfType<IdentityOutcome>()];
        var known = decided.ConvertAll(outcome => outcome.Summary);
        return Results.Of(decided, context.Facts.Registered, scale, [.. await rules.DecideAsync(known, ct), .. credentials.Decide(known), .. UnusedIdentities.Of(Described(), known, _options, context.Data.Kinds), .. Silent(known, coverage)]);
    }

    private IEnumerable<Finding> Silent(List<IdentitySummary> known, Dictionary<string, CoverageMap> coverage) =>
        known.Select(identity => identity.TenantId).Distinct().SelectMany(tenant => coverage.TryGetValue(tenant, out var map) ? SourceFindings.Of(tenant, map, _options) : []);

    /// <summary>When rows of non-human identities came, by tenant: what a running system sees.</summary>
    private Dictionary<string, CoverageMap> Coverage()
    {
        var tenants = new Dictionary<string, CoverageMap>(StringComparer.Ordinal);
        foreach (var entry in _index.Entries.Where(entry => entry.Identity != LogEntry.Nobody && _index.Identities[entry.Identity].IsNonHuman))
        {
            MapOf(tenants, _index.Identities[entry.Identity].Tenant).Add(entry.Log, new DateTimeOffset(entry.Ticks, TimeSpan.Zero));
        }

        return tenants;
    }

    private static CoverageMap MapOf(Dictionary<string, CoverageMap> tenants, string tenant)
    {
        ref var map = ref CollectionsMarshal.GetValueRefOrAddDefault(tenants, tenant, out _);
        return map ??= new CoverageMap();
    }

    /// <summary>What registry and directory say of those whose use Graph reports.</summary>
    private IEnumerable<IdentityFacts> Described() =>
        context.Facts.Directory.Where(facts => facts.Activity is not null).Select(facts => context.Facts.Find(facts.Id, null, facts.AppId) ?? facts);

    /// <summary>What there is of each identity.</summary>
    private List<Collected> Collect(RuleHistory rules, RuleMatches matches, CredentialHistory credentials, Dictionary<string, CoverageMap> coverage)
    {
        var identities = new Dictionary<(string Tenant, string Id), Collected>();
        var others = new OtherEvents(_rules, _known, DateTimeOffset.UnixEpoch);
        var reading = new RowReading(_index);
        for (var row = 0; row < _index.Entries.Count; row++)
        {
            var entry = _index.Entries[row];
            if (entry.Identity != LogEntry.Nobody)
            {
                if (_index.Identities[entry.Identity].IsNonHuman)
                {
                    Of(_index.Identities[entry.Identity].Address).Rows.Add(row);
                }

                continue;
            }

            if (entry is { IsForRules: true, Hits: null })
            {
                continue;
            }

            var other = reading.ReadOther(entry);
            if (entry.Hits is { } hits)
            {
                var at = new DateTimeOffset(entry.Ticks, TimeSpan.Zero);
                rules.Add(other is not null ? matches.Of(other, hits, at) : RuleMatches.Of(hits, TenantOf(entry), at));
            }

            switch (other)
            {
                case ReadResult.Denial { Event: var denied } when others.Judge(denied) is var judged && IsNonHuman(denied.IdentityId, denied.UserPrincipalName, judged.Evidence):
                    Of((judged.TenantId, judged.IdentityId)).Denials.Add(judged);
                    break;
                case ReadResult.Write { Event: var changed } when others.Judge(changed) is var judged && IsNonHuman(judged.IdentityId, judged.UserPrincipalName, judged.Evidence):
                    Of((judged.TenantId, judged.IdentityId)).Changes.Add(judged);
                    break;
                case ReadResult.Change { Event: var change }:
                    if (!change.TimeIsArrival)
                    {
                        MapOf(coverage, change.TenantId).AddAudit(change.At);
                    }

                    credentials.Add(others.Judge(change) with { At = change.TimeIsArrival ? new DateTimeOffset(entry.Ticks, TimeSpan.Zero) : change.At });
                    break;
                case ReadResult.Lockout { Event: var lockout } when others.Judge(lockout) is { } known:
                    Of((known.TenantId, known.IdentityId)).Lockouts.Add(known);
                    break;
            }
        }

        return [.. identities.Values];

        Collected Of((string Tenant, string Id) address)
        {
            ref var collected = ref CollectionsMarshal.GetValueRefOrAddDefault(identities, address, out _);
            return collected ??= new Collected(address.Tenant, [], [], [], []);
        }
    }

    /// <summary>The tenant of a row that only rules read.</summary>
    private string TenantOf(LogEntry entry) => (entry.NamesTenant ? null : _index.TenantOfOthers) ?? _ingest.TenantId?.ToLowerInvariant() ?? SignInReader.UnknownTenant;

    private IdentityOutcome? Decide(Collected identity, RowReading reading, TimelineScale scale, Dictionary<string, CoverageMap> coverage, RuleHistory rules, RuleMatches matches)
    {
        var history = new IdentityHistory(context.Data.Codes, _options, context.Data.Kinds, context.Facts);
        foreach (var chunk in identity.Rows.Chunk(MaxRows))
        {
            var kept = new List<SignIn>(chunk.Length);
            foreach (var row in chunk)
            {
                if (reading.Read(_index.Entries[row]) is { } read)
                {
                    kept.Add(Keep(read));
                    if (_index.Entries[row].Hits is { } hits)
                    {
                        rules.Add(RuleMatches.Of(kept[^1], hits));
                    }
                }
            }

            history.Add(kept);
        }

        history.Add(identity.Denials);
        history.Add(identity.Changes);
        history.Add(identity.Lockouts);
        return history.Decide(scale, coverage.GetValueOrDefault(identity.Tenant, CoverageMap.Nothing));
    }

    private bool IsNonHuman(string id, string? userPrincipalName, IReadOnlyList<string> evidence) =>
        Classification.For(evidence.Concat(context.Facts.Find(id, userPrincipalName, null)?.Evidence ?? [])).IsNonHuman;

    /// <summary>The row as Ingest would pass it on.</summary>
    private SignIn Keep(SignIn row) => KeepDecision.For(row, _rules, _known, None) switch
    {
        KeepDecision.Keep keep => keep.SignIn,
        KeepDecision.Drop drop => drop.SignIn,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What there is of one identity.</summary>
    /// <param name="Rows">Its sign-ins, by their place in the index.</param>
    private sealed record Collected(string Tenant, List<int> Rows, List<ResourceDenied> Denials, List<ResourceChanged> Changes, List<AccountLockedOut> Lockouts)
    {
        /// <summary>The first and the last at least; rows are in the order of time.</summary>
        public IEnumerable<DateTimeOffset> Times(LogIndex index) =>
            (Rows.Count > 0 ? [Rows[0], Rows[^1]] : Rows).Select(row => new DateTimeOffset(index.Entries[row].Ticks, TimeSpan.Zero)).Concat(Denials.Select(denied => denied.At)).Concat(Changes.Select(changed => changed.At)).Concat(Lockouts.Select(lockout => lockout.At));
    }
}
