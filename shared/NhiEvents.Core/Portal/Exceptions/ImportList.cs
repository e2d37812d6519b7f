using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>The last plan of an import, as the exceptions app announced it: what the tenant had excluded, and what becomes of it.</summary>
public sealed class ImportList(IStateStore store, Outbox outbox)
{
    private const string Kind = "imports";

    private const string Prefix = "plan|";

    private const string Outcome = "outcome";

    public Task<Core.Outcome.Final> RecordAsync(ExclusionsPlanned plan, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(plan.TenantId, Kind, Kind);
        var key = plan.Made is null && plan.Refused is null ? $"{Prefix}{plan.Part:d4}" : Outcome;
        var found = await store.ReadAsync(changes.PartitionKey, key, PortalJson.Default.ExclusionsPlanned, ct);
        if (found is null || found.Value.At < plan.At)
        {
            changes.Save(key, plan, found, PortalJson.Default.ExclusionsPlanned);
            await outbox.CommitAsync(changes, ct);
        }

        return Core.Outcome.Done;
    });

    /// <summary>Of every tenant, the newest plan and what came of it.</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken ct)
    {
        var all = new List<ImportView>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            var parts = new List<ExclusionsPlanned>();
            await foreach (var row in store.ReadPrefixAsync(Partition.For(tenant, Kind, Kind), Prefix, ct))
            {
                parts.Add(row.As(PortalJson.Default.ExclusionsPlanned).Value);
            }

            if (parts.MaxBy(part => part.At) is { } newest)
            {
                var outcome = (await store.ReadAsync(Partition.For(tenant, Kind, Kind), Outcome, PortalJson.Default.ExclusionsPlanned, ct))?.Value;
                var own = outcome?.ImportId == newest.ImportId ? outcome : null;
                all.Add(new ImportView(tenant, newest.ImportId, newest.At, newest.People, [.. parts.Where(part => part.ImportId == newest.ImportId).SelectMany(part => part.Lines)]) { Made = own?.Made, Refused = own?.Refused });
            }
        }

        return PortalJson.Bytes(new AllImports(all), PortalJson.Default.AllImports);
    }
}

/// <summary>A plan, whole.</summary>
/// <param name="People">Excluded accounts of people, which are left alone.</param>
internal sealed record ImportView(string TenantId, string ImportId, DateTimeOffset At, int People, IReadOnlyList<PlannedExclusion> Lines)
{
    /// <summary>Records that were made when it was applied.</summary>
    public int? Made { get; init; }

    /// <summary>Why it was not applied.</summary>
    public string? Refused { get; init; }
}

internal sealed record AllImports(IReadOnlyList<ImportView> Items);
