using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Campaigns;

/// <summary>What was done in campaigns.</summary>
public sealed class CampaignRuns(IStateStore store, Outbox outbox)
{
    private const string Kind = "campaign-run";

    private const string Prefix = "run|";

    internal async Task<IReadOnlyList<CampaignRun>> ReadAllAsync(CancellationToken ct)
    {
        var all = new List<CampaignRun>();
        foreach (var tenant in await store.ReadTenantsAsync(Kind, ct))
        {
            await foreach (var row in store.ReadPrefixAsync(Partition.For(tenant, Kind, Kind), Prefix, ct))
            {
                all.Add(row.As(PortalJson.Default.CampaignRun).Value);
            }
        }

        return all;
    }

    /// <summary>Takes away runs that were begun before this time.</summary>
    internal static Task<int> EndAsync(HourlyShare share, DateTimeOffset before, CancellationToken ct) => share.EndAsync(
        Kind, Prefix, row => row.As(PortalJson.Default.CampaignRun).Value.At < before, (tenant, row, _) => ValueTask.FromResult<Ending?>(Ending.Of(tenant, Kind, Kind, row)), ct);

    /// <summary>The run that was begun with this id; the one that is given when it is the first.</summary>
    internal Task<CampaignRun> BeginAsync(CampaignRun run, CancellationToken ct) => Race.RunAsync(async () =>
    {
        var changes = new StateChanges(run.TenantId, Kind, Kind);
        var key = Prefix + run.Id;
        if (await store.ReadAsync(changes.PartitionKey, key, PortalJson.Default.CampaignRun, ct) is { } found)
        {
            return found.Value;
        }

        changes.Save(key, run, null, PortalJson.Default.CampaignRun);
        await outbox.CommitAsync(changes, ct);
        return run;
    });
}

/// <summary>An action on members of a campaign, decided by one person.</summary>
/// <param name="By">The person's name.</param>
/// <param name="Percent">Of those that it could be done about.</param>
/// <param name="Members">Their ids, in order: what the person has confirmed, whatever changes meanwhile.</param>
internal sealed record CampaignRun(string TenantId, string Id, CampaignKind Campaign, CampaignAction Action, string By, DateTimeOffset At, int Percent, string Reason, IReadOnlyList<string> Members)
{
    /// <summary>Of a question: until when owners can answer.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who is asked where no owner is known.</summary>
    public string? AskInstead { get; init; }

    /// <summary>Of what was asked, to know the same ask again.</summary>
    public string Digest { get; init; } = "";
}
