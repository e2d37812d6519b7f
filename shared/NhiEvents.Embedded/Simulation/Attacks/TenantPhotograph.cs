using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation.Attacks;

/// <summary>Of every account and application at one moment: what a reaction could change.</summary>
public sealed class TenantPhotograph
{
    private readonly Dictionary<string, string> _states;

    private TenantPhotograph(Dictionary<string, string> states) => _states = states;

    public static TenantPhotograph Of(SimulatedTenant tenant) => new(
        tenant.Administration.All<TenantUser>().Select(user => (user.Id, State: $"{user.Enabled} {user.SessionsValidFrom:O}"))
            .Concat(tenant.Administration.All<TenantServicePrincipal>().Select(principal => (principal.Id, State: principal.Enabled.ToString())))
            .Concat(tenant.Administration.All<TenantApplication>().Select(application => (application.Id, State: string.Join(' ', application.Credentials.Select(credential => credential.KeyId)))))
            .ToDictionary(one => one.Id, one => one.State, StringComparer.Ordinal));

    /// <summary>Object ids whose state is another one here than there.</summary>
    public IReadOnlyList<string> DifferencesFrom(TenantPhotograph earlier) =>
        [.. _states.Keys.Union(earlier._states.Keys).Where(id => _states.GetValueOrDefault(id) != earlier._states.GetValueOrDefault(id)).Order(StringComparer.Ordinal)];
}
