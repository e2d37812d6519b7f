using System.Net;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Where a sign-in comes from, as Entra's own lookups of the address would say.</summary>
/// <param name="AutonomousSystem">Number of the network.</param>
/// <param name="Country">Two letters; null: unknown.</param>
public sealed record Place(string Address, int AutonomousSystem, string? Country, string City, string State, double Latitude, double Longitude)
{
    /// <summary>Null for text that is no address.</summary>
    public IPAddress? Parsed { get; } = IPAddress.TryParse(Address, out var address) ? address : null;

    /// <summary>Entra has judged this address malicious: it refuses whatever the password is (50053 in its second meaning).</summary>
    public bool Malicious { get; init; }
}

/// <summary>The device that a client presents; most automation presents none.</summary>
/// <param name="Id">Null: the client proves no device identity.</param>
/// <param name="Platform">As policies name it: <c>windows</c>, <c>macOS</c>, <c>iOS</c>, <c>android</c>, <c>linux</c>.</param>
public sealed record Device(string? Id, string Platform, string OperatingSystem, string Browser)
{
    public string? DisplayName { get; init; }

    public bool Compliant { get; init; }

    public bool DomainJoined { get; init; }

    /// <summary>The device object was deleted or disabled in the tenant: device authentication fails.</summary>
    public bool Removed { get; init; }

    /// <summary>A mobile broker is installed (needed for approved apps and app protection).</summary>
    public bool HasBroker { get; init; }

    /// <summary>The app is on Microsoft's list of approved apps, and under an app protection policy.</summary>
    public bool ApprovedApp { get; init; }

    /// <summary>As device filters read it.</summary>
    internal string? Property(string name) => name.ToUpperInvariant() switch
    {
        "DEVICE.DEVICEID" => Id,
        "DEVICE.DISPLAYNAME" => DisplayName,
        "DEVICE.OPERATINGSYSTEM" => OperatingSystem,
        "DEVICE.ISCOMPLIANT" => Compliant ? "True" : "False",
        "DEVICE.TRUSTTYPE" => DomainJoined ? "ServerAD" : Id is null ? null : "AzureAD",
        _ => null,
    };
}
