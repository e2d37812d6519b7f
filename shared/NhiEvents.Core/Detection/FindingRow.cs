using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection;

/// <summary>One finding of one identity: the sum of what its hours contribute. Event-time facts only; names and texts are added when it is shown.</summary>
/// <param name="Total">Null when no event counts any more.</param>
/// <param name="Revision">Grows with every change, so the newest announcement can be told.</param>
internal sealed record FindingRow(RootCause Cause, Contribution? Total, long Revision)
{
    /// <summary>Whether it was last announced as open.</summary>
    public bool Announced { get; init; }

    /// <summary>What was known of the identity beside its rows when it was last announced as open.</summary>
    public string? AnnouncedFor { get; init; }

    /// <summary>The hour in which it was last announced, by our clock; null for never.</summary>
    public DateTimeOffset? ToldIn { get; init; }

    /// <summary>When it was opened, or came back after a pause, by our clock; null in rows of earlier versions, and while it is not announced as open.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>True while it holds events that were not announced, because they wait for its <see cref="GrowthWindow"/> to end.</summary>
    public bool? Untold { get; init; }

    public bool IsShown(IdentityRow identity) => ShownWhen.Holds(Cause, Total, identity);

    public static string Prefix(string identity) => $"{identity}|finding|";

    public static string Key(string identity, RootCause cause) => $"{Prefix(identity)}{cause.Finding}|{cause.Hash()}";
}
