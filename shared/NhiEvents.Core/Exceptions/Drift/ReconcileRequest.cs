using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Asks for a reading of all ways out. All who ask within some minutes get one together.</summary>
public sealed class ReconcileRequest(IMessageBus bus, ExemptionRepository exemptions, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<ReconcileRequest> log)
{
    /// <summary>Changes come in heaps: a reading at the end of each such time sees them all.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    /// <summary>For the tenant of the settings, or the only one that the state knows.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        if (options.Value.TenantId is { } tenant)
        {
            await SendAsync(tenant, ct);
            return;
        }

        switch (await exemptions.ReadTenantsAsync(ct))
        {
            case [var only]:
                await SendAsync(only, ct);
                break;
            case { Count: > 1 } several:
                log.TenantUnclear(several.Count);
                break;
        }
    }

    internal Task SendAsync(string tenantId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var due = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Together.Ticks) + Together.Ticks, TimeSpan.Zero);
        var body = JsonSerializer.SerializeToUtf8Bytes(new ReconcileExclusions(tenantId, due), NhiJson.Default.ReconcileExclusions);
        var message = new OutgoingMessage(MessageIds.From(ReconcileExclusions.Kind, tenantId, KeyText.Sortable(due)), ReconcileExclusions.Kind, body) { NotBefore = due, TraceParent = Telemetry.TraceParent };
        return bus.SendAsync(Queues.Exceptions, [message], ct);
    }
}
