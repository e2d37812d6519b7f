using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection;

/// <summary>One finding of one identity: the sum of what its hours contribute. Event-time facts only; names and texts are added when it is shown.</summary>
/// <param name="Total">Null when no event counts any more.</param>
/// <param name="Revision">Grows with every change, so the newest announcement can be told.</param>
internal sealed record FindingRow(RootCause Cause, Contribution? Total, long Revision)
{
    public bool IsShown => Total?.Count >= FindingNumbers.FewestEvents(Cause.Finding);

    public static string Prefix(string identity) => $"{identity}|finding|";

    public static string Key(string identity, RootCause cause) => $"{Prefix(identity)}{cause.Finding}|{cause.Hash()}";
}
