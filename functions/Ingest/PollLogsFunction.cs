using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Ingest;

namespace NhiEvents.Functions.Ingest;

/// <summary>For a tenant without diagnostic settings. Disabled by the platform's own setting <c>AzureWebJobs.PollLogs.Disabled</c> until somebody wants it.</summary>
public sealed class PollLogsFunction(PollLogsHandler handler)
{
    /// <summary>The setting that holds the NCRONTAB schedule; every 10 seconds suits Graph's limit.</summary>
    private const string Schedule = "%PollSchedule%";

    [Function("PollLogs")]
    public Task RunAsync([TimerTrigger(Schedule)] TimerInfo timer, CancellationToken ct) => handler.HandleAsync(ct);
}
