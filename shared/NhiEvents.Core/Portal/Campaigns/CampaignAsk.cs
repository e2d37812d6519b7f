namespace NhiEvents.Core.Portal.Campaigns;

/// <summary>What a person asks to be done about members of a campaign.</summary>
public sealed record CampaignAsk
{
    internal CampaignAction? Action => Enum.TryParse<CampaignAction>(What, ignoreCase: true, out var action) && Enum.IsDefined(action) ? action : null;

    /// <summary><c>ask</c> or <c>rotate</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("action")]
    public string? What { get; init; }

    /// <summary>Of those that it can be done about, in the order of the list.</summary>
    public int? Percent { get; init; }

    /// <summary>How many those are, as the person has seen and confirmed it: nothing is done when they have become more or fewer.</summary>
    public int? Count { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of a question: until when owners can answer, at most 30 days.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Of a question: who is asked where no owner is known.</summary>
    public string? AskInstead { get; init; }
}
