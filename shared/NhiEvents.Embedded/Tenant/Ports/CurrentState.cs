using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Ports;

/// <summary>The directory as it is written, which sign-ins may not see yet.</summary>
internal static class CurrentState
{
    /// <summary>Every group that a principal is in, directly, by a rule or through another group.</summary>
    public static HashSet<string> GroupsOf(ObjectStore objects, string principal)
    {
        var user = objects.Users.GetValueOrDefault(principal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(objects.Groups.Values.Where(group => group.Members.Contains(principal) || (user is not null && HoldsFor(group)?.Invoke(user) is true)).Select(group => group.Id));
        while (open.TryPop(out var inner))
        {
            if (found.Add(inner))
            {
                foreach (var outer in objects.Groups.Values.Where(group => group.Members.Contains(inner)))
                {
                    open.Push(outer.Id);
                }
            }
        }

        return found;
    }

    /// <summary>Users whom the rule of a dynamic group takes, by id.</summary>
    public static IEnumerable<string> Members(ObjectStore objects, TenantGroup dynamic) =>
        HoldsFor(dynamic) is { } holds ? objects.Users.Values.Where(user => user.DeletedAt is null && holds(user)).Select(user => user.Id) : [];

    /// <summary>Everything in a group and in the groups within it, by id.</summary>
    public static IEnumerable<string> AllMembers(ObjectStore objects, TenantGroup group)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<TenantGroup>([group]);
        while (open.TryPop(out var one))
        {
            var taken = HoldsFor(one) is { } holds ? objects.Users.Values.Where(holds).Select(user => user.Id) : [];
            foreach (var member in one.Members.Concat(taken))
            {
                if (found.Add(member) && objects.Groups.TryGetValue(member, out var inner))
                {
                    open.Push(inner);
                }
            }
        }

        return found.Where(id => id != group.Id && (objects.Users.ContainsKey(id) || objects.ServicePrincipals.ContainsKey(id) || objects.Groups.ContainsKey(id)));
    }

    /// <summary>The rule of a dynamic group; null for an assigned one.</summary>
    private static Func<TenantUser, bool>? HoldsFor(TenantGroup group)
    {
        if (group.Rule is null)
        {
            return null;
        }

        var rule = RuleParser.Parse(group.Rule);
        return user => rule.Holds(name => Memberships.Property(user, name));
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
            var groups = GroupsOf(access.Objects, userId);
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
