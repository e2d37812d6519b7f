using System.Diagnostics.CodeAnalysis;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>One request, and what must be known about it to pace, repeat and explain it.</summary>
/// <param name="Address">Path and query below the endpoint, or a link to the next page.</param>
/// <param name="Permission">What the identity needs for it, as an error names it.</param>
internal sealed record ApiRequest(HttpMethod Method, string Address, ApiFamily Family, string Permission)
{
    /// <summary>UTF-8 JSON; empty is no body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Changes nothing, so it may be repeated after any failure. A GET is; What If is a POST that is.</summary>
    public bool Reads { get; init; }

    /// <summary>Not even repeated after 429: whoever asked must look first.</summary>
    public bool Once { get; init; }

    /// <summary>Needs the header <c>ConsistencyLevel: eventual</c>, as casts and counts of directory objects do.</summary>
    public bool Eventual { get; init; }

    public static ApiRequest Get(string address, ApiFamily family, string permission) => new(HttpMethod.Get, address, family, permission) { Reads = true };

    /// <summary>An id as one segment of a path.</summary>
    /// <exception cref="EntraException">Invalid: it would be another path.</exception>
    [SuppressMessage("Style", "IDE0046", Justification = "A guard, then the value.")]
    public static string Segment(string id)
    {
        if (string.IsNullOrWhiteSpace(id) || id is "." or "..")
        {
            throw new EntraException(EntraFault.Invalid, "An id is empty, or no id.");
        }

        return Uri.EscapeDataString(id);
    }

    /// <summary>Text within a filter, escaped.</summary>
    public static string Literal(string text) => Uri.EscapeDataString($"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
