using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>What the daily timer does: ask for a scan of the configured tenant. The same day asks once.</summary>
public sealed class ScanRequest(IMessageBus bus, IOptions<RotationOptions> options, TimeProvider time)
{
    /// <summary>NCRONTAB: every day at a quarter past four, before people come to work.</summary>
    public const string Schedule = "0 15 4 * * *";

    public async Task SendAsync(CancellationToken ct)
    {
        if (options.Value.TenantId is { } tenantId)
        {
            var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
            await bus.SendAsync(Queues.Rotations, [RotationMessages.Of(new ScanCredentials(tenantId, today))], ct);
        }
    }
}
