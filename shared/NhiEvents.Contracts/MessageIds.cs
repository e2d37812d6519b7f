using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Contracts;

/// <summary>Ids that are the same for the same cause, so a replay or a second delivery sends the same id again.</summary>
public static class MessageIds
{
    /// <summary>A 32-digit id over the parts. Order matters; parts cannot run together.</summary>
    public static string From(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData("\0"u8);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
