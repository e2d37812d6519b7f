using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>Reads an authentic body by the sender's own field names. Fields that nobody maps are passed over.</summary>
internal static class WebhookReading
{
    private const int MaxDepth = 32;

    private const int MaxName = 256;

    /// <summary>Longest reason or comment; what is longer is cut.</summary>
    private const int MaxText = 4000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public static WebhookDecision Read(SenderProfile profile, WebhookRequest request, string delivery, WebhookOptions options, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(request.Body, Strict);
            return Of(profile, request.Sender, json.RootElement, delivery, options, now);
        }
        catch (JsonException)
        {
            return Wrong(400, "unreadable-body", $"The body must be JSON in UTF-8, without duplicate names, at most {MaxDepth} levels deep.");
        }
    }

    private static WebhookDecision Of(SenderProfile profile, string sender, JsonElement body, string delivery, WebhookOptions options, DateTimeOffset now)
    {
        string? Field(string name) => Text(body, profile.PathOf(name));

        if (profile.Scheme is SignatureScheme.Jira && (Time(Field(SenderProfile.TimeField)) is not { } sent || now - sent > options.MaxAge || sent - now > options.Tolerance))
        {
            return new WebhookDecision.Refuse(WebhookDecision.NotAuthentic, Authentic: false); // an old delivery, sent again by somebody
        }

        if (Field(SenderProfile.ActionField) is not { } action || profile.WordOf(action) is not { } word || !profile.Actions.Contains(word))
        {
            return new WebhookDecision.Refuse(
                new WebhookAnswer(422, "unknown-action")
                {
                    Text = $"The action is read from '{profile.PathOf(SenderProfile.ActionField)}'.",
                    Allowed = [.. profile.Actions.Select(TicketWords.NameOf).Order(StringComparer.Ordinal)],
                },
                Authentic: true);
        }

        if (Name(Field(SenderProfile.TicketField)) is not { } ticket)
        {
            return Missing(profile, SenderProfile.TicketField, "the ticket's number or key");
        }

        var user = Field(SenderProfile.UserField);
        var person = user is null ? null : profile.Users.FirstOrDefault(known => string.Equals(known.Key, user, StringComparison.OrdinalIgnoreCase)).Value;
        if (person is null && word is not TicketWord.Comment)
        {
            return Wrong(403, "unknown-user", $"The user in '{profile.PathOf(SenderProfile.UserField)}' is not known here. Whoever runs NhiEvents maps users to accounts.");
        }

        var end = Time(Field(SenderProfile.EndField));
        if (word is TicketWord.Extend && end is null)
        {
            return Missing(profile, SenderProfile.EndField, "the wanted end as an ISO 8601 time");
        }

        var reaction = Name(Field(SenderProfile.ReactionField));
        if (word is TicketWord.ApproveReaction && reaction is null)
        {
            return Missing(profile, SenderProfile.ReactionField, "the reaction's id, as the ticket names it");
        }

        var text = Field(SenderProfile.TextField);
        return word is TicketWord.Comment or TicketWord.Extend && string.IsNullOrWhiteSpace(text)
            ? Missing(profile, SenderProfile.TextField, word is TicketWord.Comment ? "the comment" : "the reason")
            : new WebhookDecision.Accept(new ActOnTicket(profile.TenantId, sender, delivery, word, ticket, now)
            {
                PersonId = person,
                IdentityId = Name(Field(SenderProfile.IdentityField)),
                ExemptionId = Name(Field(SenderProfile.ExceptionField)),
                ReactionId = reaction,
                End = end,
                Text = Plain(text),
            });
    }

    /// <summary>The text, number or truth at a path of names; null when there is none.</summary>
    private static string? Text(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }

    /// <summary>An id or a number of theirs: one line of moderate length, or nothing.</summary>
    private static string? Name(string? text) => text is { Length: > 0 and <= MaxName } && !text.Any(char.IsControl) ? text : null;

    private static string? Plain(string? text) => text is null ? null : string.Concat((text.Length > MaxText ? text[..MaxText] : text).Where(c => c is '\n' || !char.IsControl(c)));

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : null;

    private static WebhookDecision.Refuse Missing(SenderProfile profile, string field, string what) =>
        Wrong(422, "missing-field", $"'{profile.PathOf(field)}' must hold {what}.");

    private static WebhookDecision.Refuse Wrong(int status, string error, string text) => new(new WebhookAnswer(status, error) { Text = text }, Authentic: true);
}
