using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>How a policy's exclusion can be written for a sort of identity.</summary>
internal static class ExclusionPaths
{
    /// <param name="way">As the settings have it; null when the policy is not set up for exceptions.</param>
    public static ExclusionPath For(PolicyText policy, ManagedPolicy? way, SubjectKind? kind) => kind switch
    {
        SubjectKind.User or SubjectKind.Guest when way?.GroupId is { } group && policy.Strings("conditions", "users", "excludeGroups").Contains(group, StringComparer.OrdinalIgnoreCase) => ExclusionPath.Group,
        SubjectKind.ServicePrincipal when policy.ForPrincipals && way?.TagOf() is { } tag && Excludes(policy, tag, way.TagValue!) => ExclusionPath.AttributeTag,
        SubjectKind.ServicePrincipal when policy.ForPrincipals && way is { WriteList: true } => ExclusionPath.PolicyList,
        _ => ExclusionPath.None,
    };

    /// <summary>The filter must exclude exactly this attribute's value; a rule with more in it might not.</summary>
    private static bool Excludes(PolicyText policy, SecurityTag tag, string value) =>
        policy.Text("conditions", "clientApplications", "servicePrincipalFilter", "mode") == "exclude"
        && policy.Text("conditions", "clientApplications", "servicePrincipalFilter", "rule")?.Trim() == $"CustomSecurityAttribute.{tag.Set}_{tag.Name} -eq \"{value}\"";
}
