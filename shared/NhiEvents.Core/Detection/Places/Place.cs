using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection.Places;

/// <summary>Where a sign-in came from, as far as its row says: the operator of the network, a part of it, the country.</summary>
/// <param name="Network">Autonomous system, such as <c>AS64501</c>; null when the log has none.</param>
/// <param name="Prefix">The address's /24 (IPv4) or /48 (IPv6); null when it has none or a malformed one.</param>
/// <param name="Country">As logged, in upper case.</param>
internal sealed record Place(string? Network, string? Prefix, string? Country)
{
    private const int Ipv4Bytes = 3;

    private const int Ipv6Bytes = 6;

    /// <summary>Null when the row says too little to compare it with another.</summary>
    public static Place? Of(SignIn row)
    {
        var place = new Place(row.AutonomousSystemNumber is > 0 and var number ? $"AS{number.ToString(CultureInfo.InvariantCulture)}" : null, PrefixOf(row.IpAddress), row.Country?.ToUpperInvariant());
        return place.Prefix is null || (place.Network is null && place.Country is null) ? null : place;
    }

    /// <summary>One finding for all that comes from one operator or, where the log names none, from one country.</summary>
    public string Origin => Network ?? Country ?? Prefix ?? "";

    /// <summary>Null for what is no address.</summary>
    public static string? PrefixOf(string? address)
    {
        if (!IPAddress.TryParse(address, out var ip))
        {
            return null;
        }

        ip = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        var bytes = ip.GetAddressBytes();
        var kept = ip.AddressFamily is AddressFamily.InterNetwork ? Ipv4Bytes : Ipv6Bytes;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
