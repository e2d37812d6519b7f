using System.Collections.Concurrent;
using System.Globalization;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Evidence;

/// <summary>Who uses which credential, by application; and in which hours logs have come at all.</summary>
public sealed class UseRepository(IStateStore store, Outbox outbox)
{
    private const string Kind = "key-use";
    private const string CoverageKind = "covered-hours";
    private const string Aggregate = "hours";

    /// <summary>Hours that are written already: of this process only, and small.</summary>
    private readonly ConcurrentDictionary<(string Tenant, long Hour), bool> _written = new();

    internal async Task<KeyUse?> FindAsync(string tenantId, string appId, CancellationToken ct) =>
        (await store.ReadAsync(Partition.For(tenantId, Kind, appId), KeyOf(appId), RotationJson.Default.KeyUse, ct))?.Value;

    /// <summary>Reads, changes and writes until nobody gets in between. Writes nothing when the change gives the same object back.</summary>
    /// <param name="follow">What the change calls for, written with it; asked only when there is a change.</param>
    internal Task ChangeAsync(string tenantId, string appId, Func<KeyUse, KeyUse> change, CancellationToken ct, Func<StateChanges, Task>? follow = null) => Race.RunAsync(async () =>
    {
        var found = await store.ReadAsync(Partition.For(tenantId, Kind, appId), KeyOf(appId), RotationJson.Default.KeyUse, ct);
        var before = found?.Value ?? KeyUse.Empty(appId);
        var next = change(before);
        if (ReferenceEquals(next, before))
        {
            return false;
        }

        var changes = new StateChanges(tenantId, Kind, appId);
        changes.Save(KeyOf(appId), next, found, RotationJson.Default.KeyUse);
        if (follow is not null)
        {
            await follow(changes);
        }

        await outbox.CommitAsync(changes, ct);
        return true;
    });

    internal async Task CoverAsync(string tenantId, IEnumerable<DateTimeOffset> times, CancellationToken ct)
    {
        foreach (var hour in times.Select(at => at.UtcTicks / TimeSpan.TicksPerHour).Distinct().Where(hour => !_written.ContainsKey((tenantId, hour))))
        {
            await Race.RunAsync(async () =>
            {
                var (day, ofDay) = (hour / 24, (int)(hour % 24));
                var found = await store.ReadAsync(CoverageOf(tenantId), DayKey(day), RotationJson.Default.CoveredDay, ct);
                if (found?.Value.Has(ofDay) is not true)
                {
                    var changes = new StateChanges(tenantId, CoverageKind, Aggregate);
                    changes.Save(DayKey(day), (found?.Value ?? new CoveredDay(0)).With(ofDay), found, RotationJson.Default.CoveredDay);
                    await outbox.CommitAsync(changes, ct);
                }

                return true;
            });
            _written[(tenantId, hour)] = true;
        }
    }

    /// <summary>Whether sign-ins of applications came in every whole hour of this time.</summary>
    internal async Task<bool> IsCoveredAsync(string tenantId, DateTimeOffset from, DateTimeOffset until, CancellationToken ct) => await CoveredSinceAsync(tenantId, from, until, ct) == from;

    /// <summary>The end of the last hour without a sign-in of an application; the start of this time when there is none.</summary>
    internal async Task<DateTimeOffset> CoveredSinceAsync(string tenantId, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        CoveredDay? day = null;
        var dayNumber = -1L;
        for (var hour = (until.UtcTicks / TimeSpan.TicksPerHour) - 1; hour > from.UtcTicks / TimeSpan.TicksPerHour; hour--)
        {
            if (hour / 24 != dayNumber)
            {
                dayNumber = hour / 24;
                day = (await store.ReadAsync(CoverageOf(tenantId), DayKey(dayNumber), RotationJson.Default.CoveredDay, ct))?.Value;
            }

            if (day?.Has((int)(hour % 24)) is not true)
            {
                return new DateTimeOffset((hour + 1) * TimeSpan.TicksPerHour, TimeSpan.Zero);
            }
        }

        return from;
    }

    private static string KeyOf(string appId) => KeyText.Clean(appId) + "|use";

    private static string CoverageOf(string tenantId) => Partition.For(tenantId, CoverageKind, Aggregate);

    private static string DayKey(long day) => "day|" + day.ToString("D7", CultureInfo.InvariantCulture);
}
