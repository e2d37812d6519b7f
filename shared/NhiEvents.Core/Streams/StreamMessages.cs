using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Streams;

/// <summary>What the slice sends. The same cause has the same id.</summary>
internal static class StreamMessages
{
    public static OutgoingMessage Of(DeliverRecord deliver) => new(
        MessageIds.From(DeliverRecord.Kind, deliver.TenantId, deliver.RecordId, deliver.Outlet ?? ""), DeliverRecord.Kind, JsonSerializer.SerializeToUtf8Bytes(deliver, NhiJson.Default.DeliverRecord));
}
