using System.Net;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Reads what the rules of a request need: directory, policies, What-If, and what events have told.</summary>
/// <remarks>What cannot be read throws: a request is never decided on half of the facts.</remarks>
public sealed class FactsReader(
    IDirectory directory, PolicyReads reads, ProtectedIdentities protections, ExemptionRepository exemptions, ApproverList approvers, IOptions<ExemptionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    internal async Task<RequestFacts> ReadAsync(ExemptionAddress address, RequestExemption request, CancellationToken ct)
    {
        var watch = (await exemptions.FindWatchAsync(address, ct))?.Value ?? WatchRow.Empty;
        var identity = await ReadIdentityAsync(request.IdentityId, watch, ct);
        var all = await reads.PoliciesAsync(ct);
        var locations = await reads.LocationsAsync(ct);
        var own = (await exemptions.ReadOfAsync(address, ct)).Select(row => row.Value.Exemption).ToList();
        var asked = all.Where(policy => request.PolicyIds.Contains(policy.Id, StringComparer.OrdinalIgnoreCase)).ToList();
        return new RequestFacts(
            identity,
            await ReadPersonAsync(request.TenantId, request.RequesterId, ct),
            request.OwnerId is { } owner ? await ReadPersonAsync(request.TenantId, owner, ct) : null,
            request.UsedById is { } user ? await ReadPersonAsync(request.TenantId, user, ct) : null,
            [.. asked.Select(policy => FactsOf(policy, identity, request.Networks, all, locations))],
            identity is null ? [] : await ReadDemandsAsync(identity, watch, ct),
            identity is null ? [] : await ReadChallengesAsync(identity, request, ct),
            [.. own.Where(exemption => exemption.IsOpen).SelectMany(exemption => exemption.Policies)],
            own.Count(exemption => exemption is { ActivatedAt: not null, IsOpen: false } && exemption.RemovedAt > time.GetUtcNow() - Year && exemption.Policies.Intersect(request.PolicyIds, StringComparer.OrdinalIgnoreCase).Any()));
    }

    /// <summary>Null when there is no such account.</summary>
    internal async Task<PersonFacts?> ReadPersonAsync(string tenantId, string accountId, CancellationToken ct)
    {
        if (await directory.FindUserAsync(accountId, ct) is { } user)
        {
            var address = new ExemptionAddress(tenantId, accountId);
            var automation = (await exemptions.FindWatchAsync(address, ct))?.Value is { NonHuman: true } || (await exemptions.ReadOfAsync(address, ct)).Count > 0;
            return new PersonFacts(accountId, options.Value.PersonOf(accountId), user.Enabled && !automation, await approvers.MemberSinceAsync(tenantId, accountId, ct));
        }

        return await directory.FindServicePrincipalAsync(accountId, ct) is null ? null : new PersonFacts(accountId, accountId, false, null);
    }

    private async Task<RequestedIdentity?> ReadIdentityAsync(string id, WatchRow watch, CancellationToken ct)
    {
        var structural = options.Value.StructuralIds.Contains(id, StringComparer.OrdinalIgnoreCase);
        if (await directory.FindUserAsync(id, ct) is { } user)
        {
            return await OfAsync(user.Guest ? SubjectKind.Guest : SubjectKind.User, user.DisplayName, singleTenant: true);
        }

        if (await directory.FindServicePrincipalAsync(id, ct) is { } principal)
        {
            return await OfAsync(principal.ManagedIdentity ? SubjectKind.ManagedIdentity : SubjectKind.ServicePrincipal, principal.DisplayName, !principal.MultiTenant);
        }

        return await directory.FindGroupAsync(id, ct) is { } group ? await OfAsync(SubjectKind.Group, group.DisplayName, singleTenant: true) : null;

        async Task<RequestedIdentity> OfAsync(SubjectKind kind, string name, bool singleTenant) => new(
            id, kind, name, await protections.WhyAsync(id, kind, ct), structural, await IsPrivilegedAsync(id, kind, ct), singleTenant, watch.KnownSince, watch.OpenFindings);
    }

    /// <summary>Any directory role, or named in the settings. Who holds a privileged role is protected besides.</summary>
    private async Task<bool> IsPrivilegedAsync(string id, SubjectKind kind, CancellationToken ct) =>
        options.Value.PrivilegedIds.Contains(id, StringComparer.OrdinalIgnoreCase)
        || (kind is not SubjectKind.Group && (await directory.ListRoleAssignmentsAsync(id, ct)).Count > 0);

    private PolicyFacts FactsOf(PolicyText policy, RequestedIdentity? identity, IReadOnlyList<string> networks, IReadOnlyList<PolicyText> all, IReadOnlyList<DirectoryNamedLocation> locations)
    {
        var way = options.Value.FindPolicy(policy.Id);
        var path = ExclusionPaths.For(policy, way, identity?.Kind);
        var readable = !AgreedNetworks.Faults(networks, options.Value.ToRules()).Any();
        var guarded = path is ExclusionPath.Group && readable && GuardRule.Missing(way!.GroupId!, networks, all, locations, options.Value.ToRules()) is null;
        return new PolicyFacts(policy.Id, policy.Name, policy.Enforced, policy.RiskBased, guarded, path);
    }

    /// <summary>Settings are read as they are now; what only logs tell comes from the logs.</summary>
    private async Task<IReadOnlyList<Demand>> ReadDemandsAsync(RequestedIdentity identity, WatchRow watch, CancellationToken ct)
    {
        var demands = watch.DemandedBy.Select(DemandOf).OfType<Demand>().ToList();
        if (watch.OpenFindings.Contains("NHI111"))
        {
            demands.Add(Demand.MandatoryMfa);
        }

        if (identity.Kind is SubjectKind.User or SubjectKind.Guest)
        {
            var settings = await directory.ReadMfaSettingsAsync(identity.Id, ct);
            demands.AddRange(settings.SecurityDefaults ? [Demand.SecurityDefaults] : Array.Empty<Demand>());
            demands.AddRange(settings.PerUserMfa is "enabled" or "enforced" ? [Demand.PerUserMfa] : Array.Empty<Demand>());
        }

        return demands;
    }

    private static Demand? DemandOf(string requirementProvider) => requirementProvider switch
    {
        "multiConditionalAccess" or "authenticationStrengths" => Demand.ConditionalAccess,
        "tenantSessionRiskPolicy" or "accountCompromisePolicies" or "riskBasedPolicy" => Demand.IdentityProtection,
        "baselineProtection" or "user" or "securityDefaults" => null, // The settings say whether that holds still.
        _ when requirementProvider.Contains("crossTenant", StringComparison.OrdinalIgnoreCase) || requirementProvider.Contains("inbound", StringComparison.OrdinalIgnoreCase) => Demand.HomeTenant,
        _ => null,
    };

    /// <summary>What-If for every agreed application and network. The guard itself does not apply: who is asked about is not in its group yet.</summary>
    private async Task<IReadOnlyList<string>> ReadChallengesAsync(RequestedIdentity identity, RequestExemption request, CancellationToken ct)
    {
        if (identity.Kind is SubjectKind.ManagedIdentity or SubjectKind.Group)
        {
            return [];
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var app in request.AppIds.Count > 0 ? request.AppIds : options.Value.WhatIfApps)
        {
            foreach (var address in request.Networks.Select(FirstAddress).OfType<string>().Distinct())
            {
                var question = new WhatIfQuestion
                {
                    ApplicationId = app,
                    IpAddress = address,
                    UserId = identity.Kind is SubjectKind.ServicePrincipal ? null : identity.Id,
                    ServicePrincipalId = identity.Kind is SubjectKind.ServicePrincipal ? identity.Id : null,
                };
                var policies = await reads.WhatIfAsync(question, ct);
                found.UnionWith(policies.Where(policy => policy is { Applies: true, State: "enabled", Controls.Count: > 0 }).Select(policy => policy.Id));
            }
        }

        return [.. found];
    }

    private static string? FirstAddress(string network) =>
        IPNetwork.TryParse(network, out var parsed) ? parsed.BaseAddress.ToString() : IPAddress.TryParse(network, out var one) ? one.ToString() : null;
}
