using System.Text.Json.Serialization;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Onboard;

/// <summary>Something to clean up, identity by identity.</summary>
/// <param name="Slug">Stands in the file.</param>
/// <param name="Why">Why it matters and what to mind; or why nothing can be said.</param>
/// <param name="Of">How many were looked at.</param>
internal sealed record Campaign(string Slug, string Title, string Why, int Of, IReadOnlyList<CampaignItem> Items)
{
    /// <summary>How much of what was looked at needs nothing, in whole percent, rounded down; null where that cannot be said.</summary>
    public int? PercentDone => Of > 0 && IsPart ? 100 * (Of - Items.Count) / Of : null;

    /// <summary>False: items are not some of what was looked at, or nothing is known, and <see cref="Why"/> says why.</summary>
    [JsonIgnore]
    public bool IsPart { get; init; } = true;
}

/// <param name="Kind">Null for what is no identity.</param>
internal sealed record CampaignItem(string Name, IdentityKind? Kind, string Owner, string Detail);
