using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Contracts;

/// <summary>Ids that are the same for the same cause, so a replay or a second delivery sends the same id again.</summary>
public static class MessageIds
{
    /// <summary>Enough for nearly any id.</summary>
    private const int UsualBytes = 512;

    /// <summary>A 32-digit id over the parts. Order matters; parts cannot run together.</summary>
    public static string From(params ReadOnlySpan<string> parts)
    {
        var bytes = parts.Length;
        foreach (var part in parts)
        {
            bytes += Encoding.UTF8.GetByteCount(part);
        }

        Span<byte> content = bytes <= UsualBytes ? stackalloc byte[UsualBytes] : new byte[bytes];
        var length = 0;
        foreach (var part in parts)
        {
            length += Encoding.UTF8.GetBytes(part, content[length..]);
            content[length++] = 0;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content[..length], digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
