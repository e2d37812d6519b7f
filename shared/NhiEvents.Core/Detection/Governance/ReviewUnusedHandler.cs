using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Once a day: which applications nobody uses (NHI406), announced when that changes.</summary>
/// <remarks>
/// Repeatable. A conclusion from silence: while a log has a lapse nothing is said and nothing taken back. What was said is kept as it was said, so that it can be taken back as such.
/// </remarks>
public sealed class ReviewUnusedHandler(IStateStore store, IdentityRepository identities, Outbox outbox, IOptions<DetectionOptions> options, TimeProvider time, ILogger<ReviewUnusedHandler> log)
{
    internal const string Kind = "unused";

    private readonly FactsRepository _facts = new(store);

    public async Task HandleAsync(CancellationToken ct)
    {
        var words = (await _facts.ReadAllAsync(ct)).Where(word => !word.Removed && word.Source == FactsSources.Directory && word.Facts.Activity is not null).ToList();
        foreach (var tenant in await store.ReadTenantsAsync(IdentityRepository.Kind, ct))
        {
            if ((await identities.Coverage.ReadSourcesAsync(tenant, ct)).All(status => status.Value.Open is null))
            {
                await ReviewAsync(tenant, [.. words.Where(word => word.TenantId == tenant || word.TenantId == IdentityRegistered.AnyTenant)], ct);
            }
        }
    }

    private async Task ReviewAsync(string tenantId, IReadOnlyList<IdentityRegistered> words, CancellationToken ct)
    {
        var said = await SaidAsync(tenantId, ct);
        var unused = await UnusedAsync(tenantId, words, ct);
        foreach (var finding in unused.Values.OrderBy(finding => finding.Id, StringComparer.Ordinal).Where(finding => !IsSaid(said.GetValueOrDefault(finding.Identity.Id), finding)))
        {
            await SayAsync(tenantId, said.GetValueOrDefault(finding.Identity.Id), finding, ct);
        }

        foreach (var (id, row) in said.Where(row => row.Value.Value.Finding.State is FindingState.Open && !unused.ContainsKey(row.Key)))
        {
            await SayAsync(tenantId, row, row.Value.Finding with { State = FindingState.Withdrawn, LastSeen = time.GetUtcNow() }, ct);
        }
    }

    /// <summary>By identity. The log is asked only for those whom the directory's report calls unused.</summary>
    private async Task<Dictionary<string, Finding>> UnusedAsync(string tenantId, IReadOnlyList<IdentityRegistered> words, CancellationToken ct)
    {
        var (facts, known) = (new List<IdentityFacts>(), new List<IdentitySummary>());
        foreach (var word in words.Where(word => word.Facts.Id is not null && UnusedIdentities.IsUnused(word.Facts, null, options.Value.UnusedAfter)))
        {
            facts.Add(await _facts.FindAsync(tenantId, [word.Facts.Id, word.Facts.AppId], ct) ?? word.Facts);
            if (await identities.FindAsync(new IdentityAddress(tenantId, word.Facts.Id!.ToLowerInvariant()), ct) is { } row)
            {
                known.Add(IdentitySummaries.Of(row.Value, [], identities.Kinds));
            }
        }

        return UnusedIdentities.Of(facts, known, options.Value, identities.Kinds, tenantId).ToDictionary(finding => finding.Identity.Id, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, Versioned<FindingChanged>>> SaidAsync(string tenantId, CancellationToken ct)
    {
        var said = new Dictionary<string, Versioned<FindingChanged>>(StringComparer.Ordinal);
        await foreach (var row in store.ReadAllAsync(tenantId, Kind, "", ct))
        {
            if (!row.RowKey.StartsWith('~') && row.As(Contracts.NhiJson.Default.FindingChanged) is var found)
            {
                said[found.Value.Finding.Identity.Id] = found;
            }
        }

        return said;
    }

    /// <summary>A newer report alone is no news.</summary>
    private static bool IsSaid(Versioned<FindingChanged>? said, Finding finding) =>
        said?.Value.Finding is { State: FindingState.Open } known && known.Severity == finding.Severity && known.Owner == finding.Owner && known.FirstSeen == finding.FirstSeen && known.Identity == finding.Identity;

    private async Task SayAsync(string tenantId, Versioned<FindingChanged>? said, Finding finding, CancellationToken ct)
    {
        var changed = new FindingChanged(tenantId, Revisions.Next(said?.Value.Revision, time.GetUtcNow()), finding);
        var changes = new StateChanges(tenantId, Kind, finding.Identity.Id);
        changes.Save($"{KeyText.Clean(finding.Identity.Id)}|unused", changed, said, Contracts.NhiJson.Default.FindingChanged);
        changes.Send(Topics.Findings, DetectionMessages.Of(changed));
        try
        {
            await outbox.CommitAsync(changes, ct);
            log.FindingsTurned([finding]);
        }
        catch (StaleStateException)
        {
            // A second review runs at the same time; tomorrow's finds what this one could not say.
        }
    }
}
