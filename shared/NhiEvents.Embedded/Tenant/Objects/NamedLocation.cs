using System.Collections.Immutable;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>A named location: address ranges, possibly trusted, or countries.</summary>
public sealed record NamedLocation : TenantObject
{
    public required string DisplayName { get; init; }

    public bool Trusted { get; init; }

    /// <summary>CIDR ranges; empty for a country location.</summary>
    public ImmutableArray<string> Ranges { get; init; } = [];

    /// <summary>Two-letter codes; empty for an address location.</summary>
    public ImmutableArray<string> Countries { get; init; } = [];

    /// <summary>A country location also holds addresses whose country is unknown.</summary>
    public bool UnknownCountries { get; init; }
}
