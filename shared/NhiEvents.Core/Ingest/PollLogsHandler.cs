using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Events;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>Reads the tenant's logs where nothing sends them: a few pages per run, through the same handler as every other row.</summary>
/// <remarks>
/// How far a log is read is written down after its rows were handled, so a stop at any point reads some rows twice and none never. Rows that come twice change
/// nothing, but for the counts in profiles and per application, which may be too high.
/// </remarks>
public sealed class PollLogsHandler(
    IEntraLogs logs, IngestHandler ingest, IStateStore store, Outbox outbox, IOptions<PollOptions> options, IOptions<IngestOptions> settings, TimeProvider time, ILogger<PollLogsHandler> log)
{
    internal const string Kind = "poll";

    private const string Row = "poll|state";

    private readonly string _tenant = settings.Value.TenantId ?? SignInReader.UnknownTenant;

    /// <returns>How many requests were made.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        for (var requests = 0; requests < options.Value.RequestsPerRun; requests++)
        {
            var now = time.GetUtcNow();
            var found = await store.ReadAsync(Partition.For(_tenant, Kind, Kind), Row, IngestJson.Default.PollState, ct);
            var state = found?.Value ?? new PollState(DateTimeOffset.MinValue, []);
            if (PollDecision.Next(state, now, options.Value) is not { } query)
            {
                return requests;
            }

            var answer = await logs.ReadAsync(query, ct);
            if (answer is LogPage.Rows rows)
            {
                await ingest.HandleAsync([rows.Body], ct);
            }

            Tell(state, query, answer);
            var changes = new StateChanges(_tenant, Kind, Kind);
            changes.Save(Row, PollDecision.After(state, query, answer, now, options.Value), found, IngestJson.Default.PollState);
            await outbox.CommitAsync(changes, ct);
        }

        return options.Value.RequestsPerRun;
    }

    /// <summary>A refusal is told once, and again when its reason changes.</summary>
    private void Tell(PollState state, LogQuery query, LogPage answer)
    {
        if (answer is LogPage.Throttled)
        {
            log.PollThrottled(query.Log);
        }
        else if (answer is LogPage.Refused refused && state.Logs.GetValueOrDefault(query.Log)?.Refused != refused.Reason)
        {
            log.PollRefused(query.Log, refused.Reason);
        }
    }
}
