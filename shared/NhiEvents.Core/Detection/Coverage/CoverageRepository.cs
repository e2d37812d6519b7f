using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>Keeps in which slots rows of each log came, and how each log stands.</summary>
internal sealed class CoverageRepository(IStateStore store)
{
    internal const string Kind = "coverage";

    internal const string Aggregate = "slots";

    private const string SourcePrefix = "source|";

    private const string DayPrefix = "day|";

    private const int MaxRemembered = 256;

    /// <summary>Days as this process wrote them last: what adds nothing to them costs no call.</summary>
    private readonly ConcurrentDictionary<(string Tenant, long Day), CoveredDay> _written = new();

    /// <summary>Notes that these came. Repeatable.</summary>
    public async Task NoteAsync(IEnumerable<CoveredRow> rows, CancellationToken ct)
    {
        foreach (var day in rows.GroupBy(row => (row.TenantId, row.Day)))
        {
            List<CoveredRow> all = [.. day];
            if (_written.TryGetValue(day.Key, out var known) && ReferenceEquals(known.With(all), known))
            {
                continue;
            }

            var written = await Race.RunAsync(() => AddAsync(day.Key.TenantId, day.Key.Day, all, ct));
            if (_written.Count >= MaxRemembered)
            {
                _written.Clear();
            }

            _written[day.Key] = written;
        }
    }

    /// <summary>What is known of these days; and of the days around them that a quiet log needs.</summary>
    public Task<CoverageMap> ReadAsync(string tenantId, IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> times, CancellationToken ct) =>
        ReadDaysAsync(tenantId, times.SelectMany(time => Days(time.From - CoverageMap.Before, time.Until + CoverageMap.After)).Distinct(), ct);

    /// <summary>What is known of the days from one time to another.</summary>
    public Task<CoverageMap> ReadAsync(string tenantId, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) => ReadDaysAsync(tenantId, Days(from, until), ct);

    /// <summary>Every tenant of which rows came.</summary>
    public Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken ct) => store.ReadTenantsAsync(IdentityRepository.Kind, ct);

    /// <summary>How the logs of a tenant stand, each with its version.</summary>
    public async Task<IReadOnlyList<Versioned<SourceStatus>>> ReadSourcesAsync(string tenantId, CancellationToken ct)
    {
        var found = new List<Versioned<SourceStatus>>();
        await foreach (var row in store.ReadPrefixAsync(Partition.For(tenantId, Kind, Aggregate), SourcePrefix, ct))
        {
            found.Add(row.As(DetectionJson.Default.SourceStatus));
        }

        return found;
    }

    /// <summary>All that is known of a tenant's coverage.</summary>
    public async Task<CoverageMap> ReadAllAsync(string tenantId, CancellationToken ct)
    {
        var map = new CoverageMap();
        await foreach (var row in store.ReadPrefixAsync(Partition.For(tenantId, Kind, Aggregate), DayPrefix, ct))
        {
            map.Add(long.Parse(row.RowKey.AsSpan(DayPrefix.Length), CultureInfo.InvariantCulture), row.As(DetectionJson.Default.CoveredDay).Value);
        }

        return map;
    }

    public static string KeyOf(SourceStatus status) => SourcePrefix + status.Source;

    private async Task<CoverageMap> ReadDaysAsync(string tenantId, IEnumerable<long> days, CancellationToken ct)
    {
        var map = new CoverageMap();
        foreach (var day in days)
        {
            if (await store.ReadAsync(Partition.For(tenantId, Kind, Aggregate), KeyOf(day), DetectionJson.Default.CoveredDay, ct) is { } found)
            {
                map.Add(day, found.Value);
            }
        }

        return map;
    }

    private async Task<CoveredDay> AddAsync(string tenantId, long day, List<CoveredRow> rows, CancellationToken ct)
    {
        var partition = Partition.For(tenantId, Kind, Aggregate);
        var found = await store.ReadAsync(partition, KeyOf(day), DetectionJson.Default.CoveredDay, ct);
        var before = found?.Value ?? CoveredDay.Empty;
        var next = before.With(rows);
        if (!ReferenceEquals(next, before))
        {
            var value = JsonSerializer.SerializeToUtf8Bytes(next, DetectionJson.Default.CoveredDay);
            await store.CommitAsync(partition, [found is null ? new RowChange.Insert(KeyOf(day), value) : new RowChange.Replace(KeyOf(day), value, found.ETag)], ct);
        }

        return next;
    }

    private static IEnumerable<long> Days(DateTimeOffset from, DateTimeOffset until)
    {
        for (var day = from.UtcTicks / TimeSpan.TicksPerDay; day <= until.UtcTicks / TimeSpan.TicksPerDay; day++)
        {
            yield return day;
        }
    }

    private static string KeyOf(long day) => DayPrefix + day.ToString("D7", CultureInfo.InvariantCulture);
}
