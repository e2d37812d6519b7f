using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>What the tenant keeps of passwords and secrets.</summary>
internal static class SecretHash
{
    public static string Of(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return Convert.ToHexStringLower(digest);
    }
}
