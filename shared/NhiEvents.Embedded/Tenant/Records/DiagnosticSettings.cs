using NhiEvents.Contracts.Events;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Sends the tenant's logs to the event hub: every 5 minutes, as Entra does, or as soon as something was written.</summary>
/// <remarks>What the tenant has changed is made durable before its records leave.</remarks>
public sealed class DiagnosticSettings
{
    /// <summary>How often Entra sends.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly SimulatedTenant _tenant;
    private readonly EventLog _hub;
    private readonly TimeSpan _interval;
    private readonly Work _work;

    /// <param name="interval">Zero: at once.</param>
    public DiagnosticSettings(SimulatedTenant tenant, EventLog hub, Scheduler scheduler, TimeSpan interval)
    {
        (_tenant, _hub, _interval) = (tenant, hub, interval);
        _work = scheduler.Register("diagnostic settings", SendAsync);
        tenant.Emitted += _ => _work.Wake(Next(scheduler.Time.GetUtcNow()));
    }

    private async Task<DateTimeOffset?> SendAsync(CancellationToken ct)
    {
        await _tenant.FlushAsync();
        var messages = _tenant.TakeLogs();
        await _hub.AppendAsync(EventHubs.EntraLogs, [.. messages.Select(message => new LogRecord(message, null, null))], ct);
        return _tenant.NextRecordDue is { } due ? Next(due) : null;
    }

    /// <summary>The next full interval after a time, so that the same run sends at the same times however it is driven.</summary>
    private DateTimeOffset Next(DateTimeOffset due) =>
        _interval == TimeSpan.Zero ? due : new DateTimeOffset(due.UtcTicks - (due.UtcTicks % _interval.Ticks) + _interval.Ticks, TimeSpan.Zero);
}
