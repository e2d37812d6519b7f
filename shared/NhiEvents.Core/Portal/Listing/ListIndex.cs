using System.Text.Json.Serialization.Metadata;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>A list of the portal in memory, brought up to date from its rows when somebody asks: filters, orders and counts need no index in the store.</summary>
/// <remarks>Every instance has its own. It holds one entry per document, so its size follows the documents and not the number of changes. What is over is not in it, whether its rows are gone yet or not.</remarks>
/// <param name="endsAt">When an entry is over, and its document may go; null for one that is not ended.</param>
internal sealed class ListIndex<T>(IStateStore store, TimeProvider time, string kind, JsonTypeInfo<ListRow<T>> type, Func<T, DateTimeOffset?>? endsAt = null)
    where T : class
{
    /// <summary>An answer may be this old.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    /// <summary>Clocks may differ by this much: rows so much older than the newest known, or than the last reading, are looked at again.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    /// <summary>A list of so few entries is read within milliseconds: whoever asks waits for it.</summary>
    private const int SmallList = 2_000;

    /// <summary>How long whoever asks for a larger list waits for what is new, before they get what is there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(30);

    /// <summary>How often all entries are asked whether they are over.</summary>
    private static readonly TimeSpan LooksThrough = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Id), Listed<T>> _rows = [];
    private readonly Dictionary<string, ReadRows> _read = new(StringComparer.Ordinal);

    private ListSnapshot<T> _snapshot = ListSnapshot<T>.Empty;
    private DateTimeOffset? _readAt;
    private DateTimeOffset? _lookedThroughAt;
    private Task _refresh = Task.CompletedTask;
    private long _refreshBegan;

    /// <summary>All entries as they are now, a second old at most or, when very many change at once, as old as it takes to read them.</summary>
    public async Task<ListSnapshot<T>> ReadAsync(CancellationToken ct)
    {
        // A clock that stands still (the end of a simulation) says nothing about age.
        if (time.GetUtcNow() is var now && now > _readAt && now - _readAt < MaxAge)
        {
            return _snapshot;
        }

        Task refresh;
        lock (_lock)
        {
            // A reading that is under way may have passed what was written since it began; only a large list is content with it.
            _refreshBegan = _refresh.IsCompleted ? TimeProvider.System.GetTimestamp() : _refreshBegan;
            refresh = _refresh.IsCompleted ? _refresh = Task.Run(() => RefreshAsync(now), CancellationToken.None)
                : _snapshot.Rows.Count < SmallList ? _refresh = AfterAsync(_refresh, now)
                : _refresh;
        }

        try
        {
            await (_snapshot.Rows.Count < SmallList ? refresh.WaitAsync(ct) : refresh.WaitAsync(PatienceLeft(), TimeProvider.System, ct));
        }
        catch (TimeoutException)
        {
            // Then what is there; the next one who asks finds more.
        }

        return _snapshot;
    }

    /// <summary>Takes away the documents whose entries are over: an hour's share of them.</summary>
    /// <param name="documentKey">Row key of a document, by its id.</param>
    /// <returns>How many went.</returns>
    public Task<int> EndAsync(HourlyShare share, Func<string, string> documentKey, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return share.EndAsync(
            kind,
            ListRows.Prefix,
            row => IsOver(row.As(type).Value.Entry, now),
            async (tenant, row, ct) => row.As(type).Value.Id is var id ? Ending.Of(tenant, kind, id, row, await store.ReadAsync(Partition.For(tenant, kind, id), documentKey(id), ct)) : null,
            ct);
    }

    private bool IsOver(T entry, DateTimeOffset now) => endsAt?.Invoke(entry) < now;

    /// <summary>One answer may need a list several times: it waits for it once.</summary>
    private TimeSpan PatienceLeft() => TimeProvider.System.GetElapsedTime(_refreshBegan) is var waited && waited < Patience ? Patience - waited : TimeSpan.Zero;

    private async Task AfterAsync(Task before, DateTimeOffset now)
    {
        await before;
        await RefreshAsync(now);
    }

    /// <summary>All or nothing: what a reading that fails has found is found again by the next one.</summary>
    private async Task RefreshAsync(DateTimeOffset now)
    {
        var changed = new Dictionary<(string Tenant, string Id), Listed<T>>();
        var read = new List<(string Partition, ReadRows Rows)>();
        foreach (var tenant in await store.ReadTenantsAsync(kind, CancellationToken.None))
        {
            var partitions = await Task.WhenAll(Partition.All(tenant, kind).Select(partition => Task.Run(() => NewRowsAsync(partition, now, CancellationToken.None))));
            read.AddRange(partitions.Select(one => (one.Partition, one.Read)));
            foreach (var row in partitions.SelectMany(one => one.Found))
            {
                var listed = new Listed<T>(tenant, row.Id, row.ChangedAt, row.Entry);
                if (!(changed.TryGetValue(listed.Place, out var known) || _rows.TryGetValue(listed.Place, out known)) || known.ChangedAt <= row.ChangedAt)
                {
                    changed[listed.Place] = listed;
                }
            }
        }

        var over = changed.Values.Where(row => IsOver(row.Entry, now)).Select(row => row.Place).ToList();
        if (endsAt is not null && !(now - _lookedThroughAt < LooksThrough))
        {
            over.AddRange(_rows.Values.Where(row => !changed.ContainsKey(row.Place) && IsOver(row.Entry, now)).Select(row => row.Place));
            _lookedThroughAt = now;
        }

        var replaced = changed.Keys.Union(over).Select(place => _rows.GetValueOrDefault(place)).OfType<Listed<T>>().ToList();
        foreach (var place in over)
        {
            changed.Remove(place);
            _rows.Remove(place);
        }

        if (changed.Count + replaced.Count > 0)
        {
            foreach (var (place, row) in changed)
            {
                _rows[place] = row;
            }

            _snapshot = _snapshot.Next([.. _rows.Values], [.. changed.Values], replaced);
        }

        foreach (var (partition, rows) in read)
        {
            _read[partition] = rows;
        }

        _readAt = now;
    }

    private async Task<(string Partition, ReadRows Read, IReadOnlyList<ListRow<T>> Found)> NewRowsAsync(string partition, DateTimeOffset now, CancellationToken ct)
    {
        var known = _read.GetValueOrDefault(partition) ?? new ReadRows(null, new Dictionary<string, string>());
        DateTimeOffset? again = null;
        var recent = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<ListRow<T>>();
        await foreach (var stored in store.ReadPrefixAsync(partition, ListRows.Prefix, ct))
        {
            var changedAt = ListRows.ChangedAt(stored.RowKey);
            if (changedAt < known.Again)
            {
                break;
            }

            // The first row is the newest.
            again ??= Later(changedAt, now) - Overlap;
            if (changedAt >= again)
            {
                recent[stored.RowKey] = stored.ETag;
            }

            if (known.Recent.GetValueOrDefault(stored.RowKey) != stored.ETag)
            {
                found.Add(stored.As(type).Value);
            }
        }

        return (partition, new ReadRows(Later(again ?? now - Overlap, known.Again ?? DateTimeOffset.MinValue), recent), found);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <param name="Again">Rows from then on are looked at again; null before the first reading.</param>
    /// <param name="Recent">ETags of the rows that will be met again, by key.</param>
    private sealed record ReadRows(DateTimeOffset? Again, IReadOnlyDictionary<string, string> Recent);
}
