using System.Security.Cryptography;

namespace NhiEvents.Core.Portal;

/// <summary>The ETag of an answer: what it says, in short.</summary>
public static class EntityTag
{
    public static string Of(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";

    /// <summary>Whether one of the tags of a header is this one.</summary>
    public static bool Holds(IEnumerable<string?> header, string tag) =>
        header.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(one => one == tag || one == "W/" + tag || one == "*");
}
