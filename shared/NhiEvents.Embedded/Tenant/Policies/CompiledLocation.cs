using System.Net;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>A named location, ready to be matched. A range that cannot be read matches nothing.</summary>
internal sealed class CompiledLocation(NamedLocation location)
{
    private readonly IPNetwork[] _networks =
        [.. location.Ranges.Select(range => IPNetwork.TryParse(range, out var network) ? network : (IPNetwork?)null).OfType<IPNetwork>()];

    public string Id => location.Id;

    public string DisplayName => location.DisplayName;

    public bool Trusted => location.Trusted;

    public bool Contains(IPAddress? address, string? country)
    {
        if (location.Ranges.Length == 0)
        {
            return country is null ? location.UnknownCountries : location.Countries.Contains(country, StringComparer.OrdinalIgnoreCase);
        }

        return address is not null && Array.Exists(_networks, network => network.Contains(address));
    }
}
