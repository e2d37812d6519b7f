using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The directory as it is written, which sign-ins may not see yet.</summary>
internal static class CurrentState
{
    public static Memberships MembershipsOf(ObjectStore objects)
    {
        var memberships = new Memberships();
        foreach (var group in objects.Groups.Values)
        {
            memberships.Load(group);
        }

        return memberships;
    }

    public static IEnumerable<string> AllMembers(ObjectStore objects, TenantGroup group, bool transitive)
    {
        var memberships = MembershipsOf(objects);
        if (!transitive)
        {
            return objects.Users.Values.Where(user => user.DeletedAt is null && RuleParser.Parse(group.Rule!).Holds(name => Memberships.Property(user, name))).Select(user => user.Id);
        }

        return objects.Users.Keys.Concat(objects.ServicePrincipals.Keys).Concat(objects.Groups.Keys)
            .Where(id => id != group.Id && memberships.GroupsOf(id, objects.Users.GetValueOrDefault(id)).Contains(group.Id))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Like Graph's What If: policies as they are saved, delays left aside.</summary>
    public static IReadOnlyList<WhatIfPolicy> WhatIf(TenantAccess access, WhatIfQuestion question)
    {
        var place = new Place(question.IpAddress ?? "", 0, question.Country, "", "", 0, 0);
        var request = new PolicyRequest(question.ApplicationId, question.ClientAppType, access.Book.Match(place), null, RiskLevel.None, RiskLevel.None, null);
        var matching = Matching(access, question);
        var results = new List<WhatIfPolicy>();
        foreach (var document in access.Objects.Policies.Values.Where(one => !one.Deleted))
        {
            var policy = PolicyCompiler.Compile(document.Id, document.Json);
            var match = matching(policy);
            var scope = policy.Workloads is null ? PolicyScope.ForUser(policy, match, request) : PolicyScope.ForWorkload(policy, match, request);
            var applies = scope.Applies && policy.State is not PolicyState.Disabled;
            results.Add(new WhatIfPolicy(policy.Id, policy.DisplayName, NameOf(policy.State), applies, applies ? null : ReasonOf(policy, scope), ControlsOf(policy.Controls)));
        }

        return results;
    }

    private static Func<CompiledPolicy, PrincipalMatch> Matching(TenantAccess access, WhatIfQuestion question)
    {
        if (question.UserId is { } userId)
        {
            var user = access.Objects.Users.GetValueOrDefault(userId) ?? throw DirectoryShapes.NotFound("user", userId);
            var groups = MembershipsOf(access.Objects).GroupsOf(userId, user);
            var roles = access.Objects.AssignmentsOf(userId).Concat(groups.SelectMany(access.Objects.AssignmentsOf)).Where(one => one.Scope == "/").Select(one => one.RoleId).ToHashSet(StringComparer.Ordinal);
            var facts = new PrincipalFacts(userId, user.IsGuest, groups, roles);
            return policy => PrincipalMatch.OfUser(policy, facts);
        }

        if (question.ServicePrincipalId is not { } principalId)
        {
            throw new EntraException(EntraFault.Invalid, "The question names neither a user nor a service principal.");
        }

        var principal = access.Objects.ServicePrincipals.GetValueOrDefault(principalId) ?? throw DirectoryShapes.NotFound("service principal", principalId);
        return policy => PrincipalMatch.OfWorkload(policy, principal, access.Options.TenantId);
    }

    private static string NameOf(PolicyState state) => state switch
    {
        PolicyState.Enabled => "enabled",
        PolicyState.ReportOnly => "enabledForReportingButNotEnforced",
        PolicyState.Disabled => "disabled",
    };

    private static string ReasonOf(CompiledPolicy policy, PolicyScope scope) =>
        policy.State is PolicyState.Disabled ? "policyNotEnabled"
        : scope.Unsatisfied.HasFlag(PolicyConditions.Users) ? "users"
        : scope.Unsatisfied.HasFlag(PolicyConditions.Client) ? "workloadIdentities"
        : scope.Unsatisfied.HasFlag(PolicyConditions.Application) ? (policy.Applications.UserActions.Count > 0 ? "userActions" : "application")
        : scope.Unsatisfied.HasFlag(PolicyConditions.Location) ? "location"
        : scope.Unsatisfied.HasFlag(PolicyConditions.ClientType) ? "clientApps"
        : scope.Unsatisfied.HasFlag(PolicyConditions.DevicePlatform) ? "devicePlatform"
        : scope.Unsatisfied.HasFlag(PolicyConditions.Device) ? "devices"
        : scope.Unsatisfied.HasFlag(PolicyConditions.SignInRisk) ? "signInRisk"
        : scope.Unsatisfied.HasFlag(PolicyConditions.UserRisk) ? "userRisk"
        : "authenticationFlow";

    private static string[] ControlsOf(GrantControls controls) =>
        [.. Enum.GetValues<GrantControls>().Where(one => one is not GrantControls.None && controls.HasFlag(one)).Select(one => char.ToLowerInvariant(one.ToString()[0]) + one.ToString()[1..])];
}
