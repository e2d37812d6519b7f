using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Preflight;

/// <summary>What a policy would have done to the non-human identities of a history; its schema is docs/preflight.schema.json.</summary>
/// <param name="On">The day for which it was asked: exceptions and migrations must hold then.</param>
/// <param name="Identities">Those that would break or of which it is unknown; the critical ones first.</param>
/// <param name="Passing">Identities that signed in and that the policy would have let pass.</param>
/// <param name="Blocking">Critical identities that would break, without migration and without exception.</param>
/// <param name="Unknown">What is not known and why, one sentence each.</param>
public sealed record PreflightDocument(
    int SchemaVersion, PreflightPolicy Policy, DateOnly On, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<PreflightIdentity> Identities, int Passing, int Blocking, IReadOnlyList<string> Unknown)
{
    public const int Version = 1;

    private static readonly PreflightJson Indented = new(new JsonSerializerOptions(PreflightJson.Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(Stream output) => JsonSerializer.Serialize(output, this, Indented.PreflightDocument);

    /// <exception cref="HostRefusalException">The file is none.</exception>
    internal static PreflightDocument Read(FileInfo file)
    {
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), PreflightJson.Default.PreflightDocument);
            return read is { SchemaVersion: Version } ? read : throw new HostRefusalException($"--after {file}: it is no preflight of this version (schemaVersion {Version}).");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HostRefusalException($"--after {file}: {fault.Message}");
        }
    }
}

/// <param name="State"><c>enabled</c>, <c>reportOnly</c>, <c>disabled</c>; null: only its id or name is known.</param>
public sealed record PreflightPolicy(string Id, string Name, string? State);

/// <summary>What the policy does to an identity.</summary>
public enum PreflightVerdict
{
    /// <summary>What is known does not tell.</summary>
    Unknown,

    /// <summary>At least one of its ways stops.</summary>
    Breaks,
}

/// <summary>What stands between a broken identity and the day.</summary>
public enum PreflightCover
{
    None,

    /// <summary>Its owner says that it is ready by then (registry tag <c>ready:</c>).</summary>
    Migration,

    /// <summary>An exception from this policy holds on that day.</summary>
    Exception,
}

/// <param name="Why">Ends a sentence about the policy.</param>
/// <param name="Ready">When its owner says that it is ready; null: nobody said.</param>
/// <param name="Paths">Its ways that stop, or of which it is unknown.</param>
public sealed record PreflightIdentity(
    IdentityRef Identity, string Owner, Criticality? Criticality, PreflightVerdict Verdict, string Why, PreflightCover Cover, DateOnly? Ready, DateTimeOffset? ExceptionEnds, IReadOnlyList<PreflightPath> Paths, IReadOnlyList<Remedy> Remedies)
{
    /// <summary>A reason not to switch the policy on yet.</summary>
    [JsonIgnore]
    public bool IsBlocking => Verdict is PreflightVerdict.Breaks && Criticality is Contracts.Findings.Criticality.Critical && Cover is PreflightCover.None;
}

/// <param name="Judged">True: Entra itself judged these sign-ins with the policy in report-only mode.</param>
/// <param name="SignIns">Distinct successful sign-ins that would have stopped.</param>
public sealed record PreflightPath(string App, string Resource, string? Client, int SignIns, DateTimeOffset LastSeen, bool Judged);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(CamelCase<PreflightVerdict>), typeof(CamelCase<PreflightCover>), typeof(CamelCase<OutcomeState>), typeof(CamelCase<Criticality>), typeof(CamelCase<IdentityKind>)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(PreflightDocument))]
[JsonSerializable(typeof(PreflightOutcome))]
internal sealed partial class PreflightJson : JsonSerializerContext;
