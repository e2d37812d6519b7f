using System.Globalization;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Streams.Digests;

/// <summary>Tells each owner once a day what is new and what is still open; says nothing to who has nothing.</summary>
/// <remarks>Repeatable: the digest of a day has one id. What is over is forgotten after a week, when no older word of it can come any more.</remarks>
public sealed class SendDigestsHandler(IStateStore store, StreamChangesHandler streams, IOptions<StreamOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(7);

    /// <returns>How many owners are told.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        if (!options.Value.Wants(HouseRecordKind.Digest))
        {
            return 0;
        }

        var now = time.GetUtcNow();
        var told = 0;
        foreach (var tenant in await store.ReadTenantsAsync(DigestRow.Kind, ct))
        {
            var open = await ReadOpenAsync(tenant, now, ct);
            foreach (var owner in open.GroupBy(row => row.Owner, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                var id = MessageIds.From("digest", tenant, owner.Key.ToLowerInvariant(), now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                await streams.HandOutAsync(new DeliverRecord(tenant, id, HouseRecordKind.Digest, now) { Notice = NoticeOf(owner.Key, [.. owner], now) }, ct);
                told++;
            }
        }

        return told;
    }

    private async Task<List<DigestRow>> ReadOpenAsync(string tenant, DateTimeOffset now, CancellationToken ct)
    {
        var open = new List<DigestRow>();
        foreach (var partition in Partition.All(tenant, DigestRow.Kind))
        {
            var over = new List<RowChange>();
            await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
            {
                if (row.RowKey.StartsWith('~'))
                {
                    break;
                }

                var known = row.As(DigestJson.Default.DigestRow).Value;
                if (known.Open)
                {
                    open.AddRange(known.MutedUntil > now ? [] : [known]);
                }
                else if (now - known.KnownAt > ForgetAfter)
                {
                    over.Add(new RowChange.Remove(row.RowKey, row.ETag));
                }
            }

            await store.RemoveAsync(partition, over, ct);
        }

        return open;
    }

    private static OwnerNotice NoticeOf(string owner, List<DigestRow> rows, DateTimeOffset now)
    {
        var (fresh, old) = (rows.Where(row => now - row.KnownAt <= Day).ToList(), rows.Where(row => now - row.KnownAt > Day).ToList());
        var whose = owner is "unknown" or "" ? "Accounts without an owner" : $"Service accounts of {owner}";
        return new OwnerNotice(
            owner,
            string.Create(CultureInfo.InvariantCulture, $"{whose}: {fresh.Count} new, {old.Count} still open"),
            [.. Groups("New since yesterday", fresh), .. Groups("Still open", old)]);
    }

    /// <summary>The worst first.</summary>
    private static IEnumerable<NoticeGroup> Groups(string heading, List<DigestRow> rows) =>
        from row in rows
        group row by (row.Heading, row.Severity) into same
        orderby same.Key.Severity descending, same.Key.Heading
        select new NoticeGroup(
            $"{heading}: {same.Key.Heading} ({same.Key.Severity.ToString().ToLowerInvariant()})",
            [.. same.OrderBy(row => row.Since).ThenBy(row => row.Name, StringComparer.Ordinal).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Name}, since {row.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC"))]);
}
