using Microsoft.Extensions.Options;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Campaigns;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Tickets;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal;

/// <summary>
/// Takes out of the portal's lists what is over for <see cref="RetentionOptions.KeepEnded"/>: withdrawn findings, ended exceptions and rotations, closed tickets, answered questions,
/// runs of campaigns. Called by a timer every hour; repeatable.
/// </summary>
/// <remarks>What is open stays, and so do identities and the copy of the ledger.</remarks>
public sealed class PurgePortalHandler(
    FindingList findings, CaseList cases, ExceptionList exceptions, TicketList tickets, AttestationList attestations, HourlyShare share, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many rows of lists went.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.KeepEnded;
        return await findings.EndAsync(share, ct)
            + await cases.EndAsync(share, ct)
            + await exceptions.EndAsync(share, ct)
            + await tickets.EndAsync(share, ct)
            + await attestations.EndAsync(share, ct)
            + await CampaignRuns.EndAsync(share, before, ct)
            + await share.EndAsync(CampaignDesk.Kind, "", row => StepOf(row).At < before, (tenant, row, _) => ValueTask.FromResult<Ending?>(Ending.Of(tenant, CampaignDesk.Kind, StepOf(row).IdentityId, row)), ct);
    }

    private static CampaignStep StepOf(StateRow row) => row.As(PortalJson.Default.CampaignStep).Value;
}
