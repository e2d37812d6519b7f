using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Brakes;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation.Records;

/// <summary>A rotation as it is stored.</summary>
/// <param name="DueAt">Time of its one due row; null when there is none.</param>
internal sealed record RotationRow(CredentialRotation Rotation, DateTimeOffset? DueAt)
{
    private const string Type = "|rotation|";

    public static string Prefix(string application) => application + Type;

    public static string Key(string application, string id) => Prefix(application) + id;

    public static bool Is(string rowKey) => rowKey.Contains(Type, StringComparison.Ordinal);
}

/// <summary>Where an application's rotations are: all in one partition.</summary>
internal sealed record RotationAddress(string TenantId, string ApplicationId)
{
    public string RowPrefix { get; } = KeyText.Clean(ApplicationId);

    public string PartitionKey { get; } = Partition.For(TenantId, RotationRepository.Kind, KeyText.Clean(ApplicationId));

    public StateChanges NewChanges() => new(TenantId, RotationRepository.Kind, RowPrefix);
}

/// <summary>The JSON of the slice's state rows.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters =
    [
        typeof(CamelCase<RotationState>), typeof(CamelCase<RotationCause>), typeof(CamelCase<RotationMode>), typeof(CamelCase<CredentialForm>),
    ],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RotationRow))]
[JsonSerializable(typeof(KeyUse))]
[JsonSerializable(typeof(CoveredDay))]
[JsonSerializable(typeof(InventoryRow))]
[JsonSerializable(typeof(IndexRow))]
[JsonSerializable(typeof(StopRow))]
[JsonSerializable(typeof(RetirementsRow))]
internal sealed partial class RotationJson : JsonSerializerContext;
