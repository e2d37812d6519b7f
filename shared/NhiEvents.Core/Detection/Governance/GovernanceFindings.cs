using System.Runtime.CompilerServices;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>The findings of governance that no journal of an identity holds: credentials that were added (NHI301), changes to accounts for emergencies (NHI209), applications that nobody uses (NHI406).</summary>
/// <param name="kinds">The shipped ones when none are given.</param>
/// <param name="options">The defaults when none are given.</param>
public sealed class GovernanceFindings(IStateStore store, KindTable? kinds = null, DetectionOptions? options = null)
{
    private readonly CredentialAdditionRepository _additions = new(store);
    private readonly BreakGlassChangeRepository _breakGlass = new(store);
    private readonly FactsRepository _facts = new(store);

    /// <param name="known">What Detection knows of identities.</param>
    internal async IAsyncEnumerable<Finding> ReadAllAsync(IReadOnlyCollection<IdentitySummary> known, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var finding in _additions.ReadAllAsync(known, ct))
        {
            yield return finding;
        }

        await foreach (var finding in _breakGlass.ReadAllAsync(known, ct))
        {
            yield return finding;
        }

        var described = new List<IdentityFacts>();
        foreach (var word in (await _facts.ReadAllAsync(ct)).Where(word => !word.Removed && word.Source == FactsSources.Directory && word.Facts.Activity is not null))
        {
            described.Add(await _facts.FindAsync(word.TenantId, [word.Facts.Id, word.Facts.AppId], ct) ?? word.Facts);
        }

        foreach (var finding in UnusedIdentities.Of(described, known, options ?? new DetectionOptions(), kinds ?? KindTable.Shipped))
        {
            yield return finding;
        }
    }
}
