using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>What happens when, and what the system promises for it. Data: a file of its own beside the others, or anybody's.</summary>
/// <param name="Title">One sentence for people.</param>
/// <param name="Starts">Virtual time at which the run begins.</param>
/// <param name="Days">How long it runs unless somebody asks for another length.</param>
/// <param name="Acts">In any order.</param>
/// <param name="Faults">What goes wrong on the way; nothing by default.</param>
/// <param name="Settings">Of the apps, where they are not what the product ships.</param>
/// <param name="LogGaps">Times in which the tenant's log is lost on its way.</param>
/// <param name="CrashAtCalls">The process ends after so many calls to its stores, counted through the whole run, and starts again.</param>
/// <param name="Teams">So many teams answer for the service accounts, by a registry that misses some; 0: nobody keeps one.</param>
public sealed record Scenario(
    int SchemaVersion,
    string Name,
    string Title,
    DateTimeOffset Starts,
    int Days,
    IReadOnlyList<ScenarioAct> Acts,
    Promises Promises,
    TenantFaults? Faults = null,
    IReadOnlyList<long>? CrashAtCalls = null,
    IReadOnlyDictionary<string, string>? Settings = null,
    IReadOnlyList<LogGap>? LogGaps = null,
    int Teams = 0)
{
    /// <summary>Nothing new happens after so long; absent: after its days.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>How long things take in the tenant; absent: as long as in Entra.</summary>
    public TenantTimings? Timings { get; init; }

    public IReadOnlyList<LogGap> LogGaps { get; init; } = LogGaps ?? [];

    public IReadOnlyDictionary<string, string> Settings { get; init; } = Settings ?? new Dictionary<string, string>();

    public TenantFaults Faults { get; init; } = Faults ?? TenantFaults.None;

    public IReadOnlyList<long> CrashAtCalls { get; init; } = CrashAtCalls ?? [];

    private const string Folder = "scenarios/";

    /// <summary>Names of the scenarios that come with the product.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(Scenario).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Folder.Length..]))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>One that comes with the product, by name, or a file in the same form.</summary>
    /// <exception cref="InvalidDataException">There is none, or it has a fault; the message says which and where.</exception>
    public static Scenario Load(string nameOrPath)
    {
        using var json = Shipped.Contains(nameOrPath, StringComparer.Ordinal) ? typeof(Scenario).Assembly.GetManifestResourceStream($"{Folder}{nameOrPath}.json")!
            : File.Exists(nameOrPath) ? File.OpenRead(nameOrPath)
            : throw new InvalidDataException($"There is no scenario \"{nameOrPath}\". Shipped: {string.Join(", ", Shipped)}; or name a JSON file.");
        try
        {
            var scenario = JsonSerializer.Deserialize(json, ScenarioJson.Default.Scenario) ?? throw new InvalidDataException($"{nameOrPath} holds null.");
            return scenario.Fault() is { } fault ? throw new InvalidDataException($"{nameOrPath}: {fault}") : scenario;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{nameOrPath}, line {fault.LineNumber + 1}: {fault.Message}", fault);
        }
    }

    private string? Fault() =>
        SchemaVersion != 1 ? $"schemaVersion is {SchemaVersion}, expected 1."
        : Days < 1 ? "days must be at least 1."
        : Acts.FirstOrDefault(act => act.At < TimeSpan.Zero) is { } early ? $"an act is at {early.At}, before the start."
        : LogGaps.FirstOrDefault(gap => gap.From < TimeSpan.Zero || gap.Lasts <= TimeSpan.Zero) is not null ? "a log gap begins after the start and lasts longer than nothing."
        : Lasts <= TimeSpan.Zero ? "lasts must be longer than nothing."
        : CrashAtCalls.Any(call => call < 1) ? "crashAtCalls counts from 1."
        : Teams < 0 ? "teams must not be below 0."
        : null;
}

/// <summary>A time in which what the tenant hands over never arrives.</summary>
/// <param name="From">Since the start.</param>
public sealed record LogGap(TimeSpan From, TimeSpan Lasts)
{
    internal bool Holds(TimeSpan sinceStart) => From <= sinceStart && sinceStart < From + Lasts;
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(Scenario))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
