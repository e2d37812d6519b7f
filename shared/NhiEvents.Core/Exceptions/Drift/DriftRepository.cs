using System.Security.Cryptography;
using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>What readings of a tenant's ways out have found: the baseline, and the findings that are open. All in one partition.</summary>
public sealed class DriftRepository(IStateStore store, Outbox outbox)
{
    internal const string Kind = "drift";

    internal async Task<IReadOnlySet<string>?> ContainersAsync(string tenantId, CancellationToken ct) =>
        (await store.ReadAsync(PartitionOf(tenantId), ContainersRow.Key, ExceptionsJson.Default.ContainersRow, ct))?.Value.Ids.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys of these ways that were there on day 0. The first complete reading makes the baseline; what has gone since leaves it for good.</summary>
    /// <param name="settingsAreKnown">False: of settings of the whole tenant nothing leaves it, because they could not be read.</param>
    internal async Task<IReadOnlySet<string>> BaselineAsync(string tenantId, IReadOnlyList<WayOut> ways, bool settingsAreKnown, CancellationToken ct)
    {
        var dayZero = await store.ReadAsync(PartitionOf(tenantId), BaselineRow.Complete, ExceptionsJson.Default.BaselineRow, ct) is null;
        var known = new HashSet<string>(StringComparer.Ordinal);
        var byPolicy = ways.ToLookup(way => way.PolicyId, StringComparer.OrdinalIgnoreCase);
        foreach (var policy in byPolicy.Select(group => group.Key).Append(WayOut.WholeTenant).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            List<string> keys = [.. byPolicy[policy].SelectMany(KeysOf).Distinct(StringComparer.Ordinal)];
            known.UnionWith(await KeepAsync(tenantId, policy, keys, dayZero, mayForget: settingsAreKnown || policy != WayOut.WholeTenant, ct));
        }

        if (dayZero)
        {
            await SaveAsync(tenantId, BaselineRow.Complete, new BaselineRow([]), null, ct);
        }

        return known;
    }

    internal async Task KeepContainersAsync(string tenantId, IEnumerable<string> ids, CancellationToken ct)
    {
        var found = await store.ReadAsync(PartitionOf(tenantId), ContainersRow.Key, ExceptionsJson.Default.ContainersRow, ct);
        List<string> now = [.. ids.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        if (found is null || !found.Value.Ids.SequenceEqual(now))
        {
            var changes = Changes(tenantId);
            changes.Save(ContainersRow.Key, new ContainersRow(now), found, ExceptionsJson.Default.ContainersRow);
            await outbox.CommitAsync(changes, ct);
        }
    }

    internal async Task<IReadOnlyDictionary<string, Versioned<DriftRow>>> ReadFindingsAsync(string tenantId, CancellationToken ct)
    {
        var found = new Dictionary<string, Versioned<DriftRow>>(StringComparer.Ordinal);
        await foreach (var row in store.ReadPrefixAsync(PartitionOf(tenantId), DriftRow.Prefix, ct))
        {
            var one = row.As(ExceptionsJson.Default.DriftRow);
            found[one.Value.Finding.Id] = one;
        }

        return found;
    }

    /// <summary>Announces what is new or says more, and takes back what is no longer so.</summary>
    /// <param name="at">When the tenant was read.</param>
    internal async Task AnnounceAsync(string tenantId, IReadOnlyList<Finding> now, IReadOnlyDictionary<string, Versioned<DriftRow>> before, DateTimeOffset at, CancellationToken ct)
    {
        foreach (var finding in now)
        {
            var known = before.GetValueOrDefault(finding.Id);
            if (known is null || known.Value.Finding.State is not FindingState.Open || known.Value.Finding.Cause != finding.Cause)
            {
                await SaveAsync(tenantId, finding, known, at, ct);
            }
        }

        var still = now.Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, over) in before.Where(one => one.Value.Value.Finding.State is FindingState.Open && !still.Contains(one.Key)))
        {
            await SaveAsync(tenantId, over.Value.Finding with { State = FindingState.Withdrawn, LastSeen = at }, over, at, ct);
        }
    }

    internal static IEnumerable<string> KeysOf(WayOut way) =>
        way.Identities.Count == 0 || way.Kind is WayOutKind.DynamicGroup ? [way.Key] : way.Identities.Select(identity => $"{way.Key}|{identity}");

    private async Task<IEnumerable<string>> KeepAsync(string tenantId, string policyId, List<string> keys, bool dayZero, bool mayForget, CancellationToken ct)
    {
        var found = await store.ReadAsync(PartitionOf(tenantId), BaselineRow.Key(policyId), ExceptionsJson.Default.BaselineRow, ct);
        var hashes = keys.ToDictionary(key => key, Hash, StringComparer.Ordinal);
        var then = (found?.Value.Hashes ?? []).ToHashSet(StringComparer.Ordinal);

        // A baseline from before settings of the tenant were read has no row for them: this reading is their day 0.
        var isFirst = found is null && policyId == WayOut.WholeTenant;
        var known = dayZero || isFirst ? keys : [.. keys.Where(key => then.Contains(hashes[key]))];
        if ((known.Count != then.Count && mayForget) || isFirst)
        {
            await SaveAsync(tenantId, BaselineRow.Key(policyId), new BaselineRow([.. known.Select(key => hashes[key]).Order(StringComparer.Ordinal)]), found, ct);
        }

        return known;
    }

    private Task SaveAsync(string tenantId, string key, BaselineRow row, Versioned<BaselineRow>? found, CancellationToken ct)
    {
        var changes = Changes(tenantId);
        changes.Save(key, row, found, ExceptionsJson.Default.BaselineRow);
        return outbox.CommitAsync(changes, ct);
    }

    private Task SaveAsync(string tenantId, Finding finding, Versioned<DriftRow>? known, DateTimeOffset at, CancellationToken ct)
    {
        var revision = Revisions.Next(known?.Value.Revision, at);
        var changes = Changes(tenantId);
        changes.Save(DriftRow.Key(finding.Id), new DriftRow(finding, revision), known, ExceptionsJson.Default.DriftRow);
        changes.Send(Topics.Findings, ExemptionMessages.Of(new FindingChanged(tenantId, revision, finding)));
        return outbox.CommitAsync(changes, ct);
    }

    private static StateChanges Changes(string tenantId) => new(tenantId, Kind, Kind);

    private static string PartitionOf(string tenantId) => Partition.For(tenantId, Kind, Kind);

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToLowerInvariant())).AsSpan(0, 8));
}
