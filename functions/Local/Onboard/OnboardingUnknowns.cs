using NhiEvents.Local.Onboard.Tenant;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>What is not known and why. From exports it says what to give; from a tenant, what the tenant did not give.</summary>
internal static class OnboardingUnknowns
{
    /// <param name="groupsMissing">Members of some excluded group are not known.</param>
    public static IEnumerable<string> Of(OnboardingInput input, bool groupsMissing)
    {
        foreach (var line in input.Checks is { } checks ? OfTenant(checks, input.Gaps) : OfExports(input))
        {
            yield return line;
        }

        if (input.Period is not { } logs)
        {
            yield return "What is broken: there are no sign-in logs.";
        }
        else if (logs.Last - logs.First < Onboarding.LeastPeriod)
        {
            yield return $"What runs less often than every {Words.Span(logs.Last - logs.First)}: the logs cover no more.{(input.Checks is null ? $" Export {Onboarding.LeastPeriod.TotalDays} days." : "")}";
        }

        if (input.Identities.Count(identity => identity.Summary is not null && !identity.HasProfile) is > 0 and var learning)
        {
            yield return $"What is unusual for {Words.Number(learning)} of {Words.Plural(input.Identities.Count, "identity", "identities")}: fewer than 14 days or 20 sign-ins are known of them.";
        }

        if (input.Policies is not null && groupsMissing)
        {
            yield return "Who is in an excluded group or carries an excluded attribute: a policy names the group only, and no export holds its members.";
        }

        if (input.Policies is not null && !input.Policies.Any(policy => policy.Enforced))
        {
            yield return "What enforcement will do: no policy is on.";
        }

        if (input.Identities.Count(identity => !identity.HasOwner) is > 0 and var ownerless)
        {
            yield return $"Who owns {Words.Number(ownerless)} of {Words.Number(input.Identities.Count)} identities.";
        }
    }

    private static IEnumerable<string> OfTenant(IReadOnlyList<TenantCheck> checks, IReadOnlyList<string> gaps) =>
        [.. checks.Where(check => check.Answer is TenantAnswer.NotRead).Select(check => $"{check.Without} ({check.Subject}): {check.Text}"), .. gaps];

    private static IEnumerable<string> OfExports(OnboardingInput input)
    {
        if (!input.WithDirectory)
        {
            yield return "Identities that do not sign in, credentials and owners in the directory: give --directory exports of users, service principals, applications and groups.";
        }

        if (input.Policies is null)
        {
            yield return "Who is excluded from MFA: give --policies, the export of /identity/conditionalAccess/policies.";
        }

        yield return "Licences and permissions: this was made from files. nhi onboard --tenant asks the tenant; docs/licences.md and docs/permissions.md say what each feature needs.";
    }
}
