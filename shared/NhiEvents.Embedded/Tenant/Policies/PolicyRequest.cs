using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>What policies look at, besides who it is.</summary>
/// <param name="ResourceId">Application id of what is asked for.</param>
/// <param name="ClientAppType">As policies name it: <c>browser</c>, <c>mobileAppsAndDesktopClients</c>, <c>exchangeActiveSync</c>, <c>other</c>.</param>
/// <param name="Flow"><c>deviceCodeFlow</c> or null.</param>
internal sealed record PolicyRequest(string ResourceId, string ClientAppType, MatchedPlace Place, Device? Device, RiskLevel SignInRisk, RiskLevel PrincipalRisk, string? Flow)
{
    /// <summary>Set: an action such as <c>urn:user:registersecurityinfo</c> instead of an application.</summary>
    public string? UserAction { get; init; }
}

/// <summary>The named locations that an address lies in.</summary>
internal sealed record MatchedPlace(IReadOnlyList<CompiledLocation> Locations)
{
    public bool Trusted { get; } = Locations.Any(location => location.Trusted);

    public bool In(string id)
    {
        foreach (var location in Locations)
        {
            if (string.Equals(location.Id, id, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
