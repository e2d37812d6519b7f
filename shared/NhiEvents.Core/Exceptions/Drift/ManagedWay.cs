using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>The ways that the settings let our exceptions be made by.</summary>
internal static class ManagedWay
{
    public static bool Is(WayOut way, ExemptionOptions settings) => MechanismOf(way, settings) is not null;

    /// <summary>Null for a way that we neither make nor take away.</summary>
    public static ExclusionMechanism? MechanismOf(WayOut way, ExemptionOptions settings) => (way.Kind, settings.FindPolicy(way.PolicyId)) switch
    {
        (WayOutKind.Group, { GroupId: { } group }) when string.Equals(group, way.SubjectId, StringComparison.OrdinalIgnoreCase) => ExclusionMechanism.Group,
        (WayOutKind.ServicePrincipalFilter, { } policy) when policy.TagOf() is { } tag && FilterTag.Read(way.SubjectId) is { } filter && filter.Key == $"{tag.Set}.{tag.Name}" && filter.Value == policy.TagValue => ExclusionMechanism.AttributeTag,
        (WayOutKind.ServicePrincipal, { WriteList: true }) => ExclusionMechanism.PolicyList,
        _ => null,
    };
}
