using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Sigma.Correlation;

/// <summary>What the groups of correlation rules remember, one row each.</summary>
internal sealed class CorrelationRepository(IStateStore store)
{
    private const string Kind = "sigma";

    public Task<Versioned<CorrelationGroup>?> FindAsync(string tenantId, string ruleId, string groupKey, CancellationToken ct) =>
        store.ReadAsync(PartitionOf(tenantId, groupKey), RowKey(ruleId, groupKey), CorrelationJson.Default.CorrelationGroup, ct);

    /// <exception cref="StaleStateException">Somebody else has written the group since it was read.</exception>
    public Task SaveAsync(string tenantId, string ruleId, string groupKey, CorrelationGroup group, Versioned<CorrelationGroup>? found, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(group, CorrelationJson.Default.CorrelationGroup);
        RowChange change = found is null ? new RowChange.Insert(RowKey(ruleId, groupKey), body) : new RowChange.Replace(RowKey(ruleId, groupKey), body, found.ETag);
        return store.CommitAsync(PartitionOf(tenantId, groupKey), [change], ct);
    }

    private static string PartitionOf(string tenantId, string groupKey) => Partition.For(tenantId, Kind, groupKey);

    private static string RowKey(string ruleId, string groupKey) => $"{ruleId}|{groupKey}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CorrelationGroup))]
internal sealed partial class CorrelationJson : JsonSerializerContext;
