using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>An exception that is not over, for whoever takes the system away.</summary>
/// <param name="Name">The identity's, as it was when the exception was asked for.</param>
/// <param name="End">Null for a standing one.</param>
/// <param name="MayBeExcluded">An exclusion may exist in the tenant that this record answers for.</param>
/// <param name="IsEnding">The removal is under way.</param>
public sealed record OpenExemption(
    string Id,
    string TenantId,
    string IdentityId,
    string Name,
    ExemptionState State,
    DateTimeOffset? End,
    ExclusionMechanism Mechanism,
    IReadOnlyList<string> Policies,
    IReadOnlyList<string> Networks,
    string Owner,
    string Reason,
    bool MayBeExcluded,
    bool IsEnding)
{
    /// <summary>Those of every tenant, the first to end first; standing ones last.</summary>
    /// <param name="store">The state of the app Exceptions.</param>
    public static async Task<IReadOnlyList<OpenExemption>> ReadAllAsync(IStateStore store, CancellationToken ct)
    {
        var repository = new ExemptionRepository(store);
        var open = new List<OpenExemption>();
        foreach (var tenant in await repository.ReadTenantsAsync(ct))
        {
            await foreach (var exemption in repository.ReadAllAsync(tenant, ct))
            {
                if (exemption.IsOpen)
                {
                    open.Add(Of(exemption));
                }
            }
        }

        return [.. open.OrderBy(one => one.End ?? DateTimeOffset.MaxValue).ThenBy(one => one.Id, StringComparer.Ordinal)];
    }

    private static OpenExemption Of(Exemption exemption) => new(
        exemption.Id,
        exemption.TenantId,
        exemption.Identity.Id,
        exemption.Identity.DisplayName,
        exemption.State,
        exemption.End,
        exemption.Mechanism,
        exemption.Policies,
        exemption.Scope.Networks,
        exemption.People.Owner,
        exemption.Reason,
        exemption.MayBeExcluded,
        exemption.State is ExemptionState.Expiring);
}
