using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>Brings an identity and its findings up to date with what registry and directory say.</summary>
internal sealed class FactsRefresh(IdentityRepository identities, Outbox outbox, ErrorCodeTable codes, DetectionOptions options, TimeProvider time)
{
    /// <summary>Does nothing for an identity that has no row.</summary>
    public async Task ApplyAsync(IdentityAddress address, CancellationToken ct)
    {
        while (!await Race.RunAsync(() => StepAsync(address, ct)))
        {
            // More findings than one transaction holds.
        }
    }

    /// <summary>A word that came while the identity's first row was written has not seen it; the row looks for the word once more.</summary>
    public async Task CatchUpAsync(IdentityAddress address, IdentityRow identity, CancellationToken ct)
    {
        if (identity.Knowing(await identities.FactsOfAsync(identity, ct), identities.Kinds).ContextHash() != identity.ContextHash())
        {
            await ApplyAsync(address, ct);
        }
    }

    private async Task<bool> StepAsync(IdentityAddress address, CancellationToken ct)
    {
        if (await identities.FindAsync(address, ct) is not { } found)
        {
            return true;
        }

        var step = new IdentityStep(identities, codes, options, address, time.GetUtcNow()) { RefreshFacts = true };
        await step.StageAsync(found, Arrivals.None, [], ct);
        await outbox.CommitAsync(step.Changes, ct);
        return step.IsComplete;
    }
}
