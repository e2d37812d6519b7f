using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Conditional Access for a service principal: the only control is Block, and managed identities are never in scope.</summary>
internal sealed class WorkloadDecision(PolicyBook book, string tenantId)
{
    public int Check(SignInCase given)
    {
        var principal = given.Client!;
        var request = PolicyDecision.RequestOf(given) with { PrincipalRisk = principal.Risk };
        var results = new List<PolicyResult>();
        foreach (var policy in book.All)
        {
            if (policy.Workloads is null)
            {
                continue; // a policy for users does not appear in a service principal's record
            }

            var scope = PolicyScope.ForWorkload(policy, PrincipalMatch.OfWorkload(policy, principal, tenantId), request);
            results.Add(new PolicyResult(policy, scope, KindOf(policy, scope)));
        }

        given.Policies = [.. results];
        return results.Exists(result => result.Kind is PolicyResultKind.Failure) ? Aadsts.BlockedByPolicy : Aadsts.None;
    }

    private static PolicyResultKind KindOf(CompiledPolicy policy, PolicyScope scope) => policy.State switch
    {
        PolicyState.Disabled => PolicyResultKind.NotEnabled,
        PolicyState.ReportOnly when !scope.Applies => PolicyResultKind.ReportOnlyNotApplied,
        PolicyState.ReportOnly => policy.Controls.HasFlag(GrantControls.Block) ? PolicyResultKind.ReportOnlyFailure : PolicyResultKind.ReportOnlySuccess,
        PolicyState.Enabled when !scope.Applies => PolicyResultKind.NotApplied,
        PolicyState.Enabled => policy.Controls.HasFlag(GrantControls.Block) ? PolicyResultKind.Failure : PolicyResultKind.Success,
    };
}
