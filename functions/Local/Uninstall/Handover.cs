using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Uninstall;

/// <summary><c>handover.json</c>: the exclusions that stay in the tenant when the system goes, with who answers for each. Nobody else ends them.</summary>
internal static class Handover
{
    private const int SchemaVersion = 1;

    private static readonly HandoverJson Json = new(new JsonSerializerOptions(HandoverJson.Default.Options) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Write(string path, IEnumerable<OpenExemption> exemptions, DateTimeOffset at) => AtomicFile.Write(path, stream =>
        JsonSerializer.Serialize(stream, new HandoverDocument(SchemaVersion, at, [.. exemptions.Select(one => new HandedOver(one, Step(one)))]), Json.HandoverDocument));

    /// <summary>How a person takes the exclusion away.</summary>
    private static string Step(OpenExemption exemption) => exemption.Mechanism switch
    {
        ExclusionMechanism.Group => "Remove the identity from the exclusion group of each policy: az ad group member remove --group <group> --member-id " + exemption.IdentityId,
        ExclusionMechanism.AttributeTag => "Clear the custom security attribute that the policies' filter excludes, on the service principal " + exemption.IdentityId,
        ExclusionMechanism.PolicyList => "Take the identity out of the excluded ones of each policy in the Entra admin center: " + exemption.IdentityId,
        ExclusionMechanism.RecordOnly => "It was there before and is only on the record: decide whether it stays",
    };
}

/// <summary>The content of <c>handover.json</c>.</summary>
internal sealed record HandoverDocument(int SchemaVersion, DateTimeOffset At, IReadOnlyList<HandedOver> Exceptions);

/// <param name="ToEnd">What a person does to end it.</param>
internal sealed record HandedOver(OpenExemption Exception, string ToEnd);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<ExemptionState>), typeof(CamelCase<ExclusionMechanism>)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HandoverDocument))]
internal sealed partial class HandoverJson : JsonSerializerContext;
