namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>A Conditional Access policy as Graph's JSON, unknown properties included.</summary>
public sealed record PolicyDocument : TenantObject
{
    /// <summary>What Graph returns.</summary>
    public required string Json { get; init; }

    /// <summary>What sign-ins are evaluated with; null until the policy takes effect for the first time. Lags behind <see cref="Json"/>.</summary>
    public string? EffectiveJson { get; init; }

    /// <summary>Graph has deleted it; sign-ins may still see it.</summary>
    public bool Deleted { get; init; }
}
