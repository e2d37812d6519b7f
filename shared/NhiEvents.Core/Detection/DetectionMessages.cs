using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection;

/// <summary>What Detection sends. The same cause has the same id.</summary>
internal static class DetectionMessages
{
    public static OutgoingMessage Of(LookAgain look) => new(
        MessageIds.From(LookAgain.Kind, look.TenantId, look.IdentityId, KeyText.Sortable(look.DueAt)),
        LookAgain.Kind,
        JsonSerializer.SerializeToUtf8Bytes(look, NhiJson.Default.LookAgain));

    public static OutgoingMessage Of(FindingChanged changed) => new(
        MessageIds.From(FindingChanged.Kind, changed.Finding.Id, changed.Revision.ToString(CultureInfo.InvariantCulture)),
        FindingChanged.Kind,
        JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.FindingChanged));

    public static OutgoingMessage Of(SourceLapsed lapsed) => new(
        MessageIds.From(SourceLapsed.Kind, lapsed.TenantId, lapsed.Source.ToString(), lapsed.Revision.ToString(CultureInfo.InvariantCulture)),
        SourceLapsed.Kind,
        JsonSerializer.SerializeToUtf8Bytes(lapsed, NhiJson.Default.SourceLapsed));

    public static OutgoingMessage Of(SourcesTold told) => new(
        MessageIds.From(SourcesTold.Kind, told.TenantId, KeyText.Sortable(told.At)),
        SourcesTold.Kind,
        JsonSerializer.SerializeToUtf8Bytes(told, NhiJson.Default.SourcesTold));

    public static OutgoingMessage Of(IdentityChanged changed) => new(
        MessageIds.From(IdentityChanged.Kind, changed.TenantId, changed.Summary.Identity.Id, changed.Revision.ToString(CultureInfo.InvariantCulture)),
        IdentityChanged.Kind,
        JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.IdentityChanged));

    public static OutgoingMessage Of(IdentityClassified classified) => new(
        MessageIds.From(IdentityClassified.Kind, classified.TenantId, classified.IdentityId, string.Join(',', classified.Evidence)),
        IdentityClassified.Kind,
        JsonSerializer.SerializeToUtf8Bytes(classified, NhiJson.Default.IdentityClassified));
}
