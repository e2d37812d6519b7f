using System.Collections.Concurrent;
using System.Globalization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>Keeps in which slots rows of each sign-in log came.</summary>
internal sealed class CoverageRepository(IStateStore store)
{
    internal const string Kind = "coverage";

    private const string Aggregate = "slots";

    private const int MaxRemembered = 4096;

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    /// <summary>Slots that are written already: of this process only, and small.</summary>
    private readonly ConcurrentDictionary<(string Tenant, SignInKind Log, long Slot), bool> _written = new();

    /// <summary>Notes that these came. Repeatable.</summary>
    public async Task NoteAsync(IReadOnlyList<SignIn> rows, CancellationToken ct)
    {
        HashSet<(string Tenant, SignInKind Log, long Slot)> fresh = [.. rows.Select(row => (row.TenantId, row.Kind, row.At.UtcTicks / Slot.Ticks)).Where(slot => !_written.ContainsKey(slot))];
        foreach (var day in fresh.GroupBy(slot => (slot.Tenant, Day: slot.Slot / CoveredDay.SlotsPerDay)))
        {
            await Race.RunAsync(async () =>
            {
                await AddAsync(day.Key.Tenant, day.Key.Day, day, ct);
                return true;
            });
        }

        if (_written.Count > MaxRemembered)
        {
            _written.Clear();
        }

        foreach (var slot in fresh)
        {
            _written[slot] = true;
        }
    }

    /// <summary>What is known of these days; and of the days around them that a quiet log needs.</summary>
    public async Task<CoverageMap> ReadAsync(string tenantId, IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> times, CancellationToken ct)
    {
        var map = new CoverageMap();
        var days = times.SelectMany(time => Days(time.From - CoverageMap.Before, time.Until + CoverageMap.After)).Distinct();
        foreach (var day in days)
        {
            if (await store.ReadAsync(Partition.For(tenantId, Kind, Aggregate), KeyOf(day), DetectionJson.Default.CoveredDay, ct) is { } found)
            {
                map.Add(day, found.Value);
            }
        }

        return map;
    }

    private async Task AddAsync(string tenantId, long day, IEnumerable<(string Tenant, SignInKind Log, long Slot)> slots, CancellationToken ct)
    {
        var partition = Partition.For(tenantId, Kind, Aggregate);
        var found = await store.ReadAsync(partition, KeyOf(day), DetectionJson.Default.CoveredDay, ct);
        var before = found?.Value ?? CoveredDay.Empty;
        var next = slots.Aggregate(before, (covered, slot) => covered.With(slot.Log, (int)(slot.Slot % CoveredDay.SlotsPerDay)));
        if (ReferenceEquals(next, before))
        {
            return;
        }

        var value = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(next, DetectionJson.Default.CoveredDay);
        await store.CommitAsync(partition, [found is null ? new RowChange.Insert(KeyOf(day), value) : new RowChange.Replace(KeyOf(day), value, found.ETag)], ct);
    }

    private static IEnumerable<long> Days(DateTimeOffset from, DateTimeOffset until)
    {
        for (var day = from.UtcTicks / TimeSpan.TicksPerDay; day <= until.UtcTicks / TimeSpan.TicksPerDay; day++)
        {
            yield return day;
        }
    }

    private static string KeyOf(long day) => "day|" + day.ToString("D7", CultureInfo.InvariantCulture);
}
