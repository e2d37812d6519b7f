using System.Runtime.CompilerServices;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Coverage;
using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>What Detection keeps of each non-human identity.</summary>
/// <param name="kinds">The kinds that rows are shown as; the shipped ones when none are given.</param>
/// <param name="options">The defaults when none are given.</param>
public sealed class IdentityRepository(IStateStore store, KindTable? kinds = null, DetectionOptions? options = null)
{
    /// <summary>The kind in the partition key.</summary>
    internal const string Kind = "identity";

    private readonly FactsRepository _facts = new(store);

    /// <summary>When rows of the sign-in logs came.</summary>
    internal CoverageRepository Coverage { get; } = new(store);

    internal KindTable Kinds { get; } = kinds ?? KindTable.Shipped;

    /// <summary>Every non-human identity, by id.</summary>
    public async Task<IdentitiesDocument> ReadAllAsync(CancellationToken ct)
    {
        var identities = new List<IdentitySummary>();
        await foreach (var (identity, rows) in ReadRowsAsync(ct))
        {
            identities.Add(Documents.SummaryOf(identity, rows, Kinds, (options ?? new DetectionOptions()).LearnFor));
        }

        return Documents.Of(identities, await _facts.ReadRegisteredAsync(ct));
    }

    /// <summary>Every identity of every tenant with its finding rows.</summary>
    internal async IAsyncEnumerable<(IdentityRow Identity, IReadOnlyList<FindingRow> Findings)> ReadRowsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var partitions = from tenant in await store.ReadTenantsAsync(Kind, ct)
                         from partition in Partition.All(tenant, Kind)
                         select partition;
        foreach (var partition in partitions)
        {
            // Key order: an identity's findings and hours come before its own row.
            var findings = new List<FindingRow>();
            await foreach (var row in store.ReadDocumentsAsync(partition, ct))
            {
                if (row.RowKey.Contains("|finding|", StringComparison.Ordinal))
                {
                    findings.Add(row.As(DetectionJson.Default.FindingRow).Value);
                }
                else if (row.RowKey.EndsWith("|identity", StringComparison.Ordinal))
                {
                    yield return (row.As(DetectionJson.Default.IdentityRow).Value, findings);
                    findings = [];
                }
            }
        }
    }

    /// <summary>Identities of one partition that have rows of hours before a time.</summary>
    internal async IAsyncEnumerable<IdentityAddress> ReadOlderAsync(string partition, DateTimeOffset before, [EnumeratorCancellation] CancellationToken ct)
    {
        var isOlder = false;
        await foreach (var row in store.ReadDocumentsAsync(partition, ct))
        {
            isOlder |= HourRow.IsBefore(row.RowKey, before);
            if (row.RowKey.EndsWith("|identity", StringComparison.Ordinal))
            {
                if (isOlder && row.As(DetectionJson.Default.IdentityRow).Value is var identity)
                {
                    yield return new IdentityAddress(identity.TenantId, identity.Id);
                }

                isOlder = false;
            }
        }
    }

    /// <summary>The oldest hours of an identity before a time that are as asked for.</summary>
    /// <param name="most">As many at most.</param>
    internal async Task<IReadOnlyList<Versioned<HourRow>>> ReadOlderHoursAsync(IdentityAddress address, DateTimeOffset before, Predicate<HourRow> wanted, int most, CancellationToken ct) =>
        await ReadJournalAsync(address, ct).TakeWhile(hour => hour.Value.Hour < before).Where(hour => wanted(hour.Value)).Take(most).ToListAsync(ct);

    /// <summary>Tenants with identities.</summary>
    internal Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken ct) => store.ReadTenantsAsync(Kind, ct);

    internal Task<Versioned<IdentityRow>?> FindAsync(IdentityAddress address, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, IdentityRow.Key(address.RowPrefix), DetectionJson.Default.IdentityRow, ct);

    internal Task<Versioned<HourRow>?> FindHourAsync(IdentityAddress address, DateTimeOffset hour, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, HourRow.Key(address.RowPrefix, hour), DetectionJson.Default.HourRow, ct);

    internal Task<Versioned<FindingRow>?> FindFindingAsync(IdentityAddress address, RootCause cause, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, FindingRow.Key(address.RowPrefix, cause), DetectionJson.Default.FindingRow, ct);

    /// <summary>An identity's finding rows of one finding, in the order of their keys.</summary>
    internal Task<IReadOnlyList<FindingRow>> ReadFindingsAsync(IdentityAddress address, string finding, CancellationToken ct) =>
        ReadFindingRowsAsync(address, $"{FindingRow.Prefix(address.RowPrefix)}{finding}|", ct);

    /// <summary>All finding rows of an identity, in the order of their keys.</summary>
    internal Task<IReadOnlyList<FindingRow>> ReadFindingsAsync(IdentityAddress address, CancellationToken ct) =>
        ReadFindingRowsAsync(address, FindingRow.Prefix(address.RowPrefix), ct);

    /// <summary>What registry and directory say of the identity behind a row; null when neither knows it.</summary>
    internal Task<IdentityFacts?> FactsOfAsync(IdentityRow identity, CancellationToken ct) =>
        _facts.FindAsync(identity.TenantId, [identity.Id, identity.UserPrincipalName?.Text, identity.AppId?.Text], ct);

    /// <summary>Before an identity is known by a name: whoever learns something of that name must find it.</summary>
    internal Task NoteNamesAsync(IdentityRow? before, IdentityRow identity, CancellationToken ct)
    {
        string?[] names =
        [
            before?.UserPrincipalName?.Text == identity.UserPrincipalName?.Text ? null : identity.UserPrincipalName?.Text,
            before?.AppId?.Text == identity.AppId?.Text ? null : identity.AppId?.Text,
        ];
        return _facts.NoteNamesAsync(identity.TenantId, identity.Id, names.OfType<string>(), ct);
    }

    internal Task<StateRow?> FindDueAsync(IdentityAddress address, DateTimeOffset due, CancellationToken ct) =>
        store.ReadAsync(address.PartitionKey, DueRow.Key(due, address.IdentityId), ct);

    /// <summary>The hours of an identity whose rows are as asked for.</summary>
    internal async Task<IReadOnlyList<DateTimeOffset>> ReadHoursAsync(IdentityAddress address, Predicate<HourRow> wanted, CancellationToken ct) =>
        await ReadJournalAsync(address, ct).Where(hour => wanted(hour.Value)).Select(hour => hour.Value.Hour).ToListAsync(ct);

    /// <summary>What each hour contributes to one finding, by hour.</summary>
    internal async Task<Dictionary<DateTimeOffset, Contribution>> ReadContributionsAsync(IdentityAddress address, RootCause cause, CancellationToken ct)
    {
        var found = new Dictionary<DateTimeOffset, Contribution>();
        var hash = cause.Hash();
        await foreach (var (hour, _) in ReadJournalAsync(address, ct))
        {
            if (hour.Contributions.FirstOrDefault(part => part.Cause.Hash() == hash) is { } contribution)
            {
                found[hour.Hour] = contribution;
            }
        }

        return found;
    }

    /// <summary>Every hour of an identity, the oldest first.</summary>
    private IAsyncEnumerable<Versioned<HourRow>> ReadJournalAsync(IdentityAddress address, CancellationToken ct) =>
        store.ReadPrefixAsync(address.PartitionKey, HourRow.Prefix(address.RowPrefix), ct).Select(row => row.As(DetectionJson.Default.HourRow));

    private async Task<IReadOnlyList<FindingRow>> ReadFindingRowsAsync(IdentityAddress address, string prefix, CancellationToken ct) =>
        await store.ReadPrefixAsync(address.PartitionKey, prefix, ct).Select(row => row.As(DetectionJson.Default.FindingRow).Value).ToListAsync(ct);
}

/// <summary>Where an identity's rows are.</summary>
internal sealed record IdentityAddress(string TenantId, string IdentityId)
{
    public string PartitionKey { get; } = Partition.For(TenantId, IdentityRepository.Kind, IdentityId);

    public string RowPrefix { get; } = KeyText.Clean(IdentityId);

    /// <summary>A number below <see cref="Partition.Buckets"/>, by which work of different identities is spread.</summary>
    public int Bucket => Partition.BucketOf(PartitionKey);
}
