using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Control;

/// <summary>How the brakes of the apps that write stand, as they told it last.</summary>
public sealed class BrakeList(IStateStore store, Outbox outbox)
{
    private const string Kind = "brakes-told";

    private const string Prefix = "app|";

    /// <summary>Takes what is newer, part by part: an announcement says only what has changed. Of two at one instant the one that comes last holds.</summary>
    public Task<Outcome.Final> RecordAsync(BrakesTold told, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(told.TenantId, Kind, Kind);
        var key = Prefix + KeyText.Clean(told.App);
        var found = await store.ReadAsync(changes.PartitionKey, key, PortalJson.Default.AppBrakes, ct);
        var before = found?.Value ?? new AppBrakes(told.TenantId, told.App, []);
        var next = before.With(told);
        if (next != before)
        {
            changes.Save(key, next, found, PortalJson.Default.AppBrakes);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    internal async Task<IReadOnlyList<AppBrakes>> ReadAsync(CancellationToken ct)
    {
        var all = new List<AppBrakes>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadPrefixAsync(Partition.For(tenant, Kind, Kind), Prefix, ct))
            {
                all.Add(row.As(PortalJson.Default.AppBrakes).Value);
            }
        }

        return all;
    }
}

/// <summary>The brakes of one app.</summary>
/// <param name="Budgets">Each limit, as it was used last.</param>
internal sealed record AppBrakes(string TenantId, string App, IReadOnlyList<BudgetUse> Budgets)
{
    /// <summary>Null until it has told.</summary>
    public bool? Stopped { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Null where the app has none.</summary>
    public IReadOnlyList<ScopeMode>? Modes { get; init; }

    public ScopeMode? Pending { get; init; }

    public DateTimeOffset? ModesAt { get; init; }

    public AppBrakes With(BrakesTold told)
    {
        var next = this;
        if (told.Stopped is { } stopped && !(StoppedAt > told.At))
        {
            next = next with { Stopped = stopped, StoppedAt = told.At };
        }

        if (told.Modes is { } modes && !(ModesAt > told.At))
        {
            next = next with { Modes = modes, Pending = told.Pending, ModesAt = told.At };
        }

        if (told.Budget is { } use && Budgets.FirstOrDefault(one => one.Name == use.Name) is var known && (known is null || known.Hour < use.Hour || (known.Hour == use.Hour && known.Used < use.Used)))
        {
            next = next with { Budgets = [.. Budgets.Where(one => one.Name != use.Name).Append(use).OrderBy(one => one.Name, StringComparer.Ordinal)] };
        }

        return next;
    }
}
