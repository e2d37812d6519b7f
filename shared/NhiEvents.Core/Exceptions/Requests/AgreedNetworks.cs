using System.Net;
using System.Net.Sockets;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Reads the agreed networks: CIDR, or a single address. What covers a good part of the internet is no agreement.</summary>
internal static class AgreedNetworks
{
    /// <summary>More networks than this add up to too much; Entra's named locations are meant for less.</summary>
    private const int MaxNetworks = 50;

    public static IEnumerable<RequestFault> Faults(IReadOnlyList<string> networks, ExemptionRules rules)
    {
        if (networks.Count == 0)
        {
            yield return new(RequestFaultKind.NetworkMissing, "No source network is agreed. Name the addresses that the automation signs in from, such as 192.0.2.0/28.");
        }

        if (networks.Count > MaxNetworks)
        {
            yield return new(RequestFaultKind.NetworkTooWide, $"{networks.Count} networks are too many; {MaxNetworks} at the most.");
        }

        foreach (var text in networks)
        {
            if (Read(text) is not { } network)
            {
                yield return new(RequestFaultKind.NetworkUnreadable, $"'{Shown(text)}' is no network such as 192.0.2.0/28 or 2001:db8::/48.");
            }
            else if (network.PrefixLength < WidestOf(network, rules))
            {
                yield return new(RequestFaultKind.NetworkTooWide, $"{network} is too wide: /{WidestOf(network, rules)} is the widest. Name the addresses that the automation really signs in from.");
            }
        }
    }

    public static bool Contains(IReadOnlyList<string> networks, IPAddress address) => networks.Any(text => Read(text) is { } network && network.Contains(Plain(address)));

    private static IPNetwork? Read(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var one) ? new IPNetwork(Plain(one), one.AddressFamily is AddressFamily.InterNetwork || one.IsIPv4MappedToIPv6 ? 32 : 128) : null;
    }

    /// <summary>Logs write IPv4 addresses as IPv6 ones now and then.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>An IPv6 form of IPv4 networks (::ffff:0:0/96) would slip under the IPv6 limit.</summary>
    private static int WidestOf(IPNetwork network, ExemptionRules rules) => network.BaseAddress switch
    {
        { AddressFamily: AddressFamily.InterNetwork } => rules.WidestIpv4Prefix,
        { IsIPv4MappedToIPv6: true } => 96 + rules.WidestIpv4Prefix,
        _ => rules.WidestIpv6Prefix,
    };

    private static string Shown(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(50));
}
