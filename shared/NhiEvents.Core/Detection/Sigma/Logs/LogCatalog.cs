using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Core.Detection.Sigma.Logs;

/// <summary>The logs that rules can be about: how their rows are told apart, and what rules call their fields in the three schemas.</summary>
/// <param name="Containers">Members of a row that hold the event in some schemas.</param>
internal sealed record LogCatalog(string Version, IReadOnlyList<string> Containers, IReadOnlyList<SigmaLog> Logs)
{
    private const string Name = "sigma-logs.json";

    public static LogCatalog Shipped { get; } = DataFile.LoadShipped("NhiEvents.Core.Detection." + Name, Name, (json, name) =>
        DataFile.Parse(json, name, LogCatalogJson.Default.LogCatalog) ?? throw new InvalidDataException($"{name} is empty"));

    /// <summary>The logs whose rows a rule is for: all of a product when it names no service; none for a product that is not ours.</summary>
    public IEnumerable<SigmaLog> For(SigmaLogSourceName source) => Logs.Where(log => log.Sources.Any(own =>
        (source.Product is null || source.Product == own.Product) && (source.Service is null || source.Service == own.Service)
        && (source.Category is null || source.Product is not null || source.Service is not null)));
}

/// <summary>A rule's log source, or one that a log serves.</summary>
internal sealed record SigmaLogSourceName(string? Product, string? Service, string? Category = null);

/// <summary>One log, in every schema that its rows come in.</summary>
/// <param name="Log">Our own name for it.</param>
/// <param name="Categories">What a row's category or type says.</param>
/// <param name="Marks">Members that only rows of this log have, for rows that name no category.</param>
/// <param name="Time">Where the event's time stands, first the best.</param>
/// <param name="Who">Who did it.</param>
/// <param name="What">To what it was done.</param>
/// <param name="Fields">A rule's field, and where else its value stands than under that name.</param>
/// <param name="CategoriesOfOthersToo">Categories that rows of other logs have too: they count where a member of <paramref name="ToldBy"/> is there, and no mark of another log.</param>
internal sealed record SigmaLog(
    string Log,
    IReadOnlyList<SigmaLogSourceName> Sources,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Marks,
    IReadOnlyList<string> Time,
    IReadOnlyList<string> Id,
    IReadOnlyList<string> Tenant,
    IReadOnlyList<string> Who,
    IReadOnlyList<string> What,
    IReadOnlyDictionary<string, IReadOnlyList<FieldPath>> Fields,
    IReadOnlyList<string>? CategoriesOfOthersToo = null,
    IReadOnlyList<string>? ToldBy = null);

/// <summary>Where a value stands in a row, and what is made of it. In the file, a text alone is the path.</summary>
/// <param name="Path">Names joined by dots; <c>list[key].value</c> takes of a list the entry that is called so.</param>
/// <param name="Before">Only what stands before this text.</param>
/// <param name="Words">Value and the word that rules have for it; <c>*</c> for all others. A value that is not listed gives nothing.</param>
[JsonConverter(typeof(FieldPathConverter))]
internal sealed record FieldPath(string Path, string? Before, IReadOnlyDictionary<string, string>? Words);

internal sealed class FieldPathConverter : JsonConverter<FieldPath>
{
    public override FieldPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return new FieldPath(reader.GetString()!, null, null);
        }

        var written = JsonSerializer.Deserialize(ref reader, LogCatalogJson.Default.WrittenPath) ?? throw new JsonException("a path is missing");
        return new FieldPath(written.Path, written.Before, written.Words is null ? null : new Dictionary<string, string>(written.Words, StringComparer.OrdinalIgnoreCase));
    }

    public override void Write(Utf8JsonWriter writer, FieldPath value, JsonSerializerOptions options) => throw new NotSupportedException("the catalog is only read");
}

/// <summary>A path with what is made of its value, as the file writes it.</summary>
internal sealed record WrittenPath(string Path, string? Before, IReadOnlyDictionary<string, string>? Words);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LogCatalog))]
[JsonSerializable(typeof(WrittenPath))]
internal sealed partial class LogCatalogJson : JsonSerializerContext;
