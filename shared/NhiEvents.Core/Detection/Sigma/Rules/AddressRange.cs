using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>The addresses that share the first bits of one.</summary>
/// <param name="First">The first bits, the others zero; IPv4 as the last four bytes of sixteen.</param>
/// <param name="Bits">Of 128.</param>
internal readonly record struct AddressRange(UInt128 First, int Bits)
{
    private const int Ipv4Start = 96;

    private static readonly UInt128 MappedPrefix = new(0, 0xFFFF_0000_0000);

    /// <summary>Reads <c>10.0.0.0/8</c> or <c>2001:db8::/32</c>; a single address is a range of one.</summary>
    public static AddressRange? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
        {
            return null;
        }

        var isIpv4 = address.AddressFamily is AddressFamily.InterNetwork;
        var most = isIpv4 ? 32 : 128;
        var bits = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > most))
        {
            return null;
        }

        bits += isIpv4 ? Ipv4Start : 0;
        return new AddressRange(Number(address) & Mask(bits), bits);
    }

    /// <summary>Whether a value is an address in the range; one with a port behind it counts too.</summary>
    public bool Contains(ReadOnlySpan<char> value)
    {
        if (value.Length > 60)
        {
            return false;
        }

        if (!IPAddress.TryParse(value, out var address))
        {
            if (!IPEndPoint.TryParse(value, out var endPoint))
            {
                return false;
            }

            address = endPoint.Address;
        }

        // Wide IPv6 ranges such as ::/0 hold the numbers of IPv4 addresses too, but no IPv4 address.
        return (Number(address) & Mask(Bits)) == First && (Bits >= Ipv4Start || address.AddressFamily is AddressFamily.InterNetworkV6);
    }

    private static UInt128 Mask(int bits) => bits == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - bits);

    private static UInt128 Number(IPAddress address)
    {
        var number = UInt128.Zero;
        foreach (var part in address.GetAddressBytes())
        {
            number = (number << 8) | part;
        }

        return address.AddressFamily is AddressFamily.InterNetwork ? MappedPrefix | number : number;
    }
}
