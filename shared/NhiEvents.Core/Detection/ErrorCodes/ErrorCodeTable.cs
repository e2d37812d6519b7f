using System.Collections.Frozen;

namespace NhiEvents.Core.Detection;

/// <summary>The AADSTS error codes that matter for non-human identities: versioned data, extendable by the operator.</summary>
/// <remarks>
/// Immutable and safe to share between threads. Compiled from MicrosoftDocs/entra-docs (reference-error-codes.md, CC BY 4.0) and the other sources
/// that error-codes.json names at its head. Success (0) is not in it.
/// </remarks>
public sealed class ErrorCodeTable
{
    internal const string ResourceName = "NhiEvents.Core.Detection.error-codes.json";

    private static readonly Lazy<ErrorCodeTable> LazyShipped = new(() => DataFile.LoadShipped(ResourceName, "error-codes.json", Load));

    private readonly FrozenDictionary<int, ErrorCode> byCode;

    internal ErrorCodeTable(string version, IEnumerable<ErrorCode> codes)
    {
        Version = version;
        Codes = [.. codes.OrderBy(code => code.Code)];
        byCode = Codes.ToFrozenDictionary(code => code.Code);
    }

    /// <summary>The table that comes with the product.</summary>
    /// <remarks>Read once, on first use.</remarks>
    public static ErrorCodeTable Shipped => LazyShipped.Value;

    /// <summary>Version of the data; a table made by <see cref="With"/> names both, joined by a plus sign.</summary>
    public string Version { get; }

    /// <summary>Every code, in ascending order.</summary>
    public IReadOnlyList<ErrorCode> Codes { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="json">The file, in the form of error-codes.json.</param>
    /// <param name="name">What to call the file in a fault.</param>
    /// <exception cref="InvalidDataException">The file has faults; the message lists all of them, with code and position.</exception>
    public static ErrorCodeTable Load(Stream json, string name)
    {
        var file = DataFile.Parse(json, name, ErrorCodeJson.Default.ErrorCodeFile);

        return new ErrorCodeReading(name).Read(file ?? throw new InvalidDataException($"{name}: the file holds null"));
    }

    /// <summary>What is known about a code, or null when nothing is: an unclassified failure.</summary>
    public ErrorCode? Find(int code) => byCode.GetValueOrDefault(code);

    /// <summary>This table with an operator's own entries, each of which replaces the whole entry of the same code.</summary>
    public ErrorCodeTable With(ErrorCodeTable overrides) =>
        new($"{Version}+{overrides.Version}", Codes.Where(code => overrides.Find(code.Code) is null).Concat(overrides.Codes));
}
