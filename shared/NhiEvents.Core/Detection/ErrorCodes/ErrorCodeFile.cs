using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Core.Detection;

/// <summary>The file as written. Entries are lenient on purpose, so that one reading can list every fault in it.</summary>
internal sealed record ErrorCodeFile(int SchemaVersion, string Version, IReadOnlyList<ErrorCodeEntry?> Codes);

internal sealed record ErrorCodeEntry
{
    public int Code { get; init; }
    public string? Name { get; init; }
    public string? Class { get; init; }
    public IReadOnlyList<string?>? AlsoClass { get; init; }
    public string? Finding { get; init; }
    public string? Meaning { get; init; }
    public bool? FirstFactorCorrect { get; init; }
    public bool Unanswerable { get; init; }
    public bool StrictMfa { get; init; }
    public bool OnlyWhenRepeated { get; init; }
    public IReadOnlyList<string>? Sources { get; init; }
    public string? SourcesDisagree { get; init; }
    public string? Note { get; init; }

    /// <summary>Members nobody reads: a misspelt flag must be a fault, not a flag that is silently off.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unread { get; set; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ErrorCodeFile))]
internal sealed partial class ErrorCodeJson : JsonSerializerContext;
