using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions;

/// <summary>What the slice sends. The same cause has the same id.</summary>
internal static class ExemptionMessages
{
    public static OutgoingMessage Of(EnforceExemption enforce) => new(
        MessageIds.From(EnforceExemption.Kind, enforce.TenantId, enforce.ExemptionId, KeyText.Sortable(enforce.DueAt)),
        EnforceExemption.Kind,
        JsonSerializer.SerializeToUtf8Bytes(enforce, NhiJson.Default.EnforceExemption));

    public static OutgoingMessage Of(ExemptionChanged changed) => new(
        MessageIds.From(ExemptionChanged.Kind, changed.ExemptionId, changed.Revision.ToString(CultureInfo.InvariantCulture)),
        ExemptionChanged.Kind,
        JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.ExemptionChanged));

    public static OutgoingMessage Of(FindingChanged changed) => new(
        MessageIds.From(FindingChanged.Kind, changed.Finding.Id, changed.Revision.ToString(CultureInfo.InvariantCulture)),
        FindingChanged.Kind,
        JsonSerializer.SerializeToUtf8Bytes(changed, NhiJson.Default.FindingChanged));

    public static OutgoingMessage Of(ExemptionRefused refused) => new(
        MessageIds.From(ExemptionRefused.Kind, refused.TenantId, refused.RequestId),
        ExemptionRefused.Kind,
        JsonSerializer.SerializeToUtf8Bytes(refused, NhiJson.Default.ExemptionRefused));

    /// <param name="content">Of the terms, without their time: the same terms are the same message.</param>
    public static OutgoingMessage Of(ExceptionTerms terms, string content) => new(
        MessageIds.From(ExceptionTerms.Kind, terms.TenantId, content, KeyText.Sortable(terms.At)),
        ExceptionTerms.Kind,
        JsonSerializer.SerializeToUtf8Bytes(terms, NhiJson.Default.ExceptionTerms));
}
