using System.Text.Json.Serialization;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Onboard;

/// <summary>Something to clean up, identity by identity.</summary>
/// <param name="Slug">Stands in the file.</param>
/// <param name="Why">Why it matters and what to mind; or why nothing can be said.</param>
/// <param name="Of">How many were looked at.</param>
internal sealed record Campaign(string Slug, string Title, string Why, int Of, IReadOnlyList<CampaignItem> Items)
{
    /// <summary>How much of what was looked at needs nothing, in whole percent, rounded down; null where items are not a part of what was looked at, or nothing could be said.</summary>
    [JsonPropertyName("percentDone")]
    public int? PercentDone => Of == 0 || Items.Count > Of || !Known ? null : 100 * (Of - Items.Count) / Of;

    /// <summary>False: nothing can be said, and <see cref="Why"/> says why.</summary>
    [JsonIgnore]
    public bool Known { get; init; } = true;
}

/// <param name="Kind">Null for what is no identity.</param>
internal sealed record CampaignItem(string Name, IdentityKind? Kind, string Owner, string Detail);
