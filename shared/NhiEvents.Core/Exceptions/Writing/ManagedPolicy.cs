using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>How exclusions from one policy are made. The customer sets it up once, in the policy and here.</summary>
public sealed record ManagedPolicy
{
    /// <summary>Object id of the Conditional Access policy.</summary>
    public string PolicyId { get; init; } = "";

    /// <summary>User policies: object id of the exclusion group that the policy names.</summary>
    public string? GroupId { get; init; }

    /// <summary>Workload policies: set, name and value of the custom security attribute that the policy's filter excludes. Of one policy only.</summary>
    public string? TagSet { get; init; }

    public string? TagName { get; init; }

    public string? TagValue { get; init; }

    /// <summary>Workload policies without a filter: the policy writer may name service principals in the policy itself.</summary>
    public bool WriteList { get; init; }

    /// <summary>Terraform or another tool owns the policy: a change of it is proposed to a person and not written.</summary>
    public bool ManagedByCode { get; init; }

    internal SecurityTag? TagOf() => TagSet is not null && TagName is not null && TagValue is not null ? new SecurityTag(TagSet, TagName) : null;
}
