using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation;

/// <summary>What the slice sends. The same cause has the same id.</summary>
internal static class RotationMessages
{
    public static OutgoingMessage Of(StepRotation step) => new(
        MessageIds.From(StepRotation.Kind, step.TenantId, step.RotationId, KeyText.Sortable(step.DueAt)), StepRotation.Kind, JsonSerializer.SerializeToUtf8Bytes(step, NhiJson.Default.StepRotation));

    public static OutgoingMessage Of(RotationChanged changed) => new(
        MessageIds.From(RotationChanged.Kind, changed.RotationId, changed.Revision.ToString(CultureInfo.InvariantCulture)), RotationChanged.Kind, JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.RotationChanged));

    public static OutgoingMessage Of(FindingChanged changed) => new(
        MessageIds.From(FindingChanged.Kind, changed.Finding.Id, changed.Revision.ToString(CultureInfo.InvariantCulture)), FindingChanged.Kind, JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.FindingChanged));

    public static OutgoingMessage Of(ScanCredentials scan) => new(
        MessageIds.From(ScanCredentials.Kind, scan.TenantId, scan.ApplicationId ?? "all", KeyText.Sortable(scan.At)), ScanCredentials.Kind, JsonSerializer.SerializeToUtf8Bytes(scan, NhiJson.Default.ScanCredentials));
}
