using NhiEvents.Core.Portal.Control;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>How the portal itself is, as far as it knows.</summary>
/// <param name="At">The system's time.</param>
internal sealed record SystemDocument(DateTimeOffset At, IReadOnlyList<ListState> Lists, IReadOnlyList<AskedBrake> Writes);

/// <summary>How full and how fresh a list is.</summary>
/// <param name="Name">Its path in the API.</param>
/// <param name="From">Which app announces what is in it.</param>
internal sealed record ListState(string Name, string From, int Entries)
{
    /// <summary>When an announcement was written last; absent in an empty list.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}
