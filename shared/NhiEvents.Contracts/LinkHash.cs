using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Contracts;

/// <summary>What is kept of the token of a link by those who have to know it again and must not be able to use it.</summary>
public static class LinkHash
{
    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>In a time that says nothing about how much of it is right.</summary>
    public static bool IsOf(string hash, string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Of(token)));
}
