using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>By what requests are judged, as the exceptions app announced it last.</summary>
public sealed class TermsList(IStateStore store, Outbox outbox)
{
    private const string Kind = "terms";

    private const string Row = "terms";

    public Task<Outcome> RecordAsync(ExceptionTerms terms, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(terms.TenantId, Kind, Kind);
        var found = await store.ReadAsync(changes.PartitionKey, Row, PortalJson.Default.ExceptionTerms, ct);
        if (found is null || found.Value.At < terms.At)
        {
            changes.Save(Row, terms, found, PortalJson.Default.ExceptionTerms);
            await outbox.CommitAsync(changes, ct);
        }

        return Outcome.Done;
    });

    /// <summary>Null when none were announced.</summary>
    internal async Task<ExceptionTerms?> FindAsync(string tenantId, CancellationToken ct) =>
        (await store.ReadAsync(Partition.For(tenantId, Kind, Kind), Row, PortalJson.Default.ExceptionTerms, ct))?.Value;

    /// <summary>Of every tenant; whose account belongs to whom is nobody's to read.</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken ct) => PortalJson.Bytes(new AllTerms(await ReadListAsync(ct)), PortalJson.Default.AllTerms);

    internal async Task<IReadOnlyList<ExceptionTerms>> ReadListAsync(CancellationToken ct)
    {
        var all = new List<ExceptionTerms>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            if (await FindAsync(tenant, ct) is { } terms)
            {
                all.Add(terms with { SecondAccounts = new Dictionary<string, string>() });
            }
        }

        return all;
    }
}

internal sealed record AllTerms(IReadOnlyList<ExceptionTerms> Items);
