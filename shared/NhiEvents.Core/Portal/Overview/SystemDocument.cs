using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Control;

namespace NhiEvents.Core.Portal.Overview;

/// <summary>How the portal itself is, as far as it knows.</summary>
/// <param name="At">The system's time.</param>
internal sealed record SystemDocument(DateTimeOffset At, IReadOnlyList<ListState> Lists, IReadOnlyList<AskedBrake> Writes)
{
    /// <summary>How the logs stand, by tenant, as Detection told it.</summary>
    public IReadOnlyList<SourcesTold> Sources { get; init => field = value ?? []; } = [];

    /// <summary>How the brakes of the apps that write stand, as they told it.</summary>
    public IReadOnlyList<AppBrakes> Brakes { get; init => field = value ?? []; } = [];

    /// <summary>When nothing may change, by tenant, as the exceptions app told it.</summary>
    public IReadOnlyList<TenantFreeze> Freezes { get; init => field = value ?? []; } = [];
}

/// <param name="To">Not included.</param>
internal sealed record TenantFreeze(string TenantId, DateTimeOffset From, DateTimeOffset To);

/// <summary>How full and how fresh a list is.</summary>
/// <param name="Name">Its path in the API.</param>
/// <param name="From">Which app announces what is in it.</param>
internal sealed record ListState(string Name, string From, int Entries)
{
    /// <summary>When an announcement was written last; absent in an empty list.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}
