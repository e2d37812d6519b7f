using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>HMAC-SHA256 over the bytes as they came, compared in constant time. Every secret is tried, whichever fits.</summary>
public static class WebhookSignature
{
    private const string StandardPrefix = "whsec_";

    private const string Version = "v1,";

    private const string HubPrefix = "sha256=";

    /// <summary>Most signatures in one header: a sender that rotates has two or three.</summary>
    private const int MaxSignatures = 8;

    /// <summary>The key behind a secret as people configure it: after <c>whsec_</c> it is Base64, else its text is the key.</summary>
    /// <exception cref="FormatException">What follows <c>whsec_</c> is no Base64.</exception>
    public static byte[] KeyOf(string secret) =>
        secret.StartsWith(StandardPrefix, StringComparison.Ordinal) ? Convert.FromBase64String(secret[StandardPrefix.Length..]) : Encoding.UTF8.GetBytes(secret);

    /// <summary>One signature as the Standard Webhooks specification writes it: <c>v1,</c> and Base64 over <c>id.timestamp.body</c>.</summary>
    public static string SignStandard(ReadOnlySpan<byte> key, string id, long timestamp, ReadOnlySpan<byte> body) =>
        Version + Convert.ToBase64String(Mac(key, Prefix(id, timestamp), body));

    /// <summary><c>sha256=</c> and hex over the body.</summary>
    public static string SignBody(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body) => HubPrefix + Convert.ToHexStringLower(Mac(key, [], body));

    /// <summary>Whether any signature of the list is that of any of the keys. Signatures of other versions are passed over, as the specification says.</summary>
    internal static bool FitsStandard(string header, IReadOnlyList<byte[]> keys, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var fits = false;
        var expected = new List<byte[]>(keys.Count);
        foreach (var key in keys)
        {
            expected.Add(Encoding.ASCII.GetBytes(SignStandard(key, id, timestamp, body)));
        }

        // As text: Base64 has bits that mean nothing, so that several texts stand for the same bytes, and only one of them was signed.
        foreach (var one in header.Split(' ', MaxSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MaxSignatures))
        {
            fits |= IsOneOf(expected, Encoding.UTF8.GetBytes(one));
        }

        return fits;
    }

    /// <summary>Whether the signature is that of the body under any of the keys.</summary>
    internal static bool FitsBody(string header, IReadOnlyList<byte[]> keys, ReadOnlySpan<byte> body)
    {
        if (header.Length != HubPrefix.Length + (2 * SHA256.HashSizeInBytes) || !header.StartsWith(HubPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(header.AsSpan(HubPrefix.Length), given, out _, out var written) is not System.Buffers.OperationStatus.Done || written != given.Length)
        {
            return false;
        }

        var expected = new List<byte[]>(keys.Count);
        foreach (var key in keys)
        {
            expected.Add(Mac(key, [], body));
        }

        return IsOneOf(expected, given);
    }

    /// <summary>All are compared, so that the time does not tell which secret was near.</summary>
    private static bool IsOneOf(List<byte[]> expected, ReadOnlySpan<byte> given)
    {
        var fits = false;
        foreach (var one in expected)
        {
            fits |= CryptographicOperations.FixedTimeEquals(one, given);
        }

        return fits;
    }

    private static byte[] Prefix(string id, long timestamp) => Encoding.UTF8.GetBytes($"{id}.{timestamp.ToString(CultureInfo.InvariantCulture)}.");

    private static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(prefix);
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
