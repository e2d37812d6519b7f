using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions;

/// <summary>Ends records of exceptions, refusals and withdrawn findings <see cref="RetentionOptions.KeepEnded"/> after their end. Called by a timer every hour; repeatable.</summary>
/// <remarks>What is open stays, and so does the ledger.</remarks>
public sealed class PurgeExceptionsHandler(ExemptionRepository exemptions, HourlyShare share, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many records ended.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (before, recordsBefore) = (now - options.Value.KeepEnded, now - RetentionOptions.OfExceptions(options.Value.KeepEnded));
        return await share.EndAsync(DriftRepository.Kind, DriftRow.Prefix, row => FindingOf(row) is { State: FindingState.Withdrawn } finding && finding.LastSeen < before, EndFinding, ct)
            + await share.EndAsync(ExemptionRepository.Kind, "", row => IsOver(row, before, recordsBefore), EndRecordAsync, ct);
    }

    private static bool IsOver(StateRow row, DateTimeOffset before, DateTimeOffset recordsBefore) =>
        RefusalRow.Is(row.RowKey) ? row.As(ExceptionsJson.Default.RefusalRow).Value.At < before
        : ExemptionRow.Is(row.RowKey) && row.As(ExceptionsJson.Default.ExemptionRow).Value.Exemption.OverSince < recordsBefore;

    private static Finding FindingOf(StateRow row) => row.As(ExceptionsJson.Default.DriftRow).Value.Finding;

    private static ValueTask<Ending?> EndFinding(string tenantId, StateRow row, CancellationToken ct) => ValueTask.FromResult<Ending?>(Ending.Of(tenantId, DriftRepository.Kind, DriftRepository.Kind, row));

    private async ValueTask<Ending?> EndRecordAsync(string tenantId, StateRow row, CancellationToken ct)
    {
        var identity = row.RowKey[..row.RowKey.IndexOf('|', StringComparison.Ordinal)];
        if (RefusalRow.Is(row.RowKey))
        {
            return Ending.Of(tenantId, ExemptionRepository.Kind, identity, row);
        }

        var (exemption, due) = row.As(ExceptionsJson.Default.ExemptionRow).Value;
        var waiting = due is { } at ? await exemptions.FindDueAsync(new ExemptionAddress(tenantId, exemption.Identity.Id), exemption.Id, at, ct) : null;
        var ending = Ending.Of(tenantId, ExemptionRepository.Kind, identity, row, waiting);
        if (exemption.Outside.Count > 0)
        {
            ending.Changes.Send(Topics.Findings, ExemptionMessages.Of(new FindingChanged(tenantId, exemption.Revision + 1, OutsideScope.Ended(exemption))));
        }

        return ending;
    }
}
