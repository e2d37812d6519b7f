using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Control;

/// <summary>How the logs of each tenant stand, as Detection told it last.</summary>
public sealed class SourceList(IStateStore store, Outbox outbox)
{
    private readonly LatestWord<SourcesTold> _words = new(store, outbox, "sources-told", PortalJson.Default.SourcesTold, told => (told.TenantId, told.At));

    /// <summary>Keeps the newest announcement; an older one that comes late changes nothing.</summary>
    public Task<Outcome.Final> RecordAsync(SourcesTold told, CancellationToken ct) => _words.RecordAsync(told, ct);

    internal Task<IReadOnlyList<SourcesTold>> ReadAsync(CancellationToken ct) => _words.ReadAllAsync(ct);
}
