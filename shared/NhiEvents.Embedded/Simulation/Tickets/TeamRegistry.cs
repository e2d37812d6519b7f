using System.Globalization;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation.Tickets;

/// <summary>The company's registry: which team answers for which service account. As in any company, some accounts are not in it.</summary>
public sealed class TeamRegistry
{
    private const double ForgottenShare = 0.1;

    private readonly SortedDictionary<string, (TenantUser User, string Team)> _teams = new(StringComparer.Ordinal);

    internal TeamRegistry(SimulatedTenant tenant, Chance chance, int teams)
    {
        foreach (var user in tenant.Administration.All<TenantUser>().Where(user => user.Kind is UserKind.ServiceAccount or UserKind.OnPremisesServiceAccount))
        {
            if (teams > 0 && chance.Share(user.Id + "registered") >= ForgottenShare)
            {
                _teams[user.Id] = (user, string.Create(CultureInfo.InvariantCulture, $"Team {chance.Below(teams, user.Id + "team") + 1}"));
            }
        }
    }

    /// <summary>Null for who is not in it.</summary>
    public string? TeamOf(string identityId) => _teams.TryGetValue(identityId, out var known) ? known.Team : null;

    /// <summary>What it says, as an import tells the apps.</summary>
    public IReadOnlyList<IdentityRegistered> Words(DateTimeOffset at) =>
    [
        .. _teams.Values.Select(one => new IdentityRegistered(IdentityRegistered.AnyTenant, FactsSources.Registry, at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture), new IdentityFacts
        {
            Id = one.User.Id,
            UserPrincipalName = one.User.UserPrincipalName,
            DisplayName = one.User.DisplayName,
            Evidence = [EvidenceKinds.Registered],
            Owner = one.Team,
        })),
    ];
}
