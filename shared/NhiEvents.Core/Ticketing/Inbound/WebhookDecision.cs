using System.Globalization;
using System.Security.Cryptography;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>What becomes of a webhook. Pure.</summary>
internal abstract record WebhookDecision
{
    private WebhookDecision()
    {
    }

    public sealed record Accept(ActOnTicket Act) : WebhookDecision;

    /// <param name="Authentic">Whether the signature was right: then the answer may say what is wrong with the request.</param>
    public sealed record Refuse(WebhookAnswer Answer, bool Authentic) : WebhookDecision;

    /// <summary>The one answer to everything that is not authentic: it does not say whether the sender, its network, the time or the signature was wrong.</summary>
    public static WebhookAnswer NotAuthentic { get; } = new(401, "not-authentic");

    /// <param name="profile">Null for a sender that nobody has configured.</param>
    public static WebhookDecision For(SenderProfile? profile, WebhookRequest request, WebhookOptions options, DateTimeOffset now)
    {
        if (profile is null || !profile.Admits(request.Address) || DeliveryOf(profile, request, options, now) is not { } delivery)
        {
            return new Refuse(NotAuthentic, Authentic: false);
        }

        return WebhookReading.Read(profile, request, delivery, options, now);
    }

    /// <summary>
    /// A key for "the same delivery" from what is signed; null when the signature does not fit. Where the id is not signed, the body is the id: a sender's repetition has
    /// the same body, and whoever changes the header gains nothing.
    /// </summary>
    private static string? DeliveryOf(SenderProfile profile, WebhookRequest request, WebhookOptions options, DateTimeOffset now)
    {
        var headers = SignatureHeaders.Of(profile.Scheme);
        if (request.Header(headers.Signature) is not { Length: > 0 and <= 2048 } signature)
        {
            return null;
        }

        IReadOnlyList<byte[]> keys = [.. profile.Secrets.Select(WebhookSignature.KeyOf)];
        if (headers.Timestamp is null)
        {
            return WebhookSignature.FitsBody(signature, keys, request.Body.Span)
                ? MessageIds.From(profile.TenantId, request.Sender, Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)))
                : null;
        }

        return request.Header(headers.Id) is { Length: > 0 and <= 256 } id
            && request.Header(headers.Timestamp) is { Length: <= 12 } written
            && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= options.Tolerance.TotalSeconds
            && WebhookSignature.FitsStandard(signature, keys, id, seconds, request.Body.Span)
                ? MessageIds.From(profile.TenantId, request.Sender, id)
                : null;
    }
}
