using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Exceptions.Lifecycle;

/// <summary>What is kept of sign-ins that passed by an exception otherwise than was agreed. Pure.</summary>
internal static class OutsideUses
{
    /// <summary>Kept of the first, and of the last.</summary>
    private const int PerEnd = 8;

    /// <summary>The same use again is kept, and told, this long after the last that was.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    public static EvidenceEvent Of(SignIn signIn) => new(signIn.Id, signIn.At, signIn.ErrorCode)
    {
        App = signIn.AppDisplayName ?? signIn.AppId,
        Resource = signIn.ResourceDisplayName ?? signIn.ResourceId,
        IpAddress = signIn.IpAddress,
        UserAgent = signIn.UserAgent,
        CorrelationId = signIn.CorrelationId,
    };

    /// <summary>One more; null when it says nothing new. A flood from ever new addresses is told once an hour, as one from a single address is.</summary>
    public static IReadOnlyList<EvidenceEvent>? With(IReadOnlyList<EvidenceEvent> known, EvidenceEvent seen) =>
        known.Any(one => one.Id == seen.Id) || !(IsNewWay(known, seen) || seen.At >= known[^1].At + Again)
            ? null
            : Ends([.. known.Append(seen).OrderBy(one => one.At).ThenBy(one => one.Id, StringComparer.Ordinal)]);

    /// <summary>From an address or to a resource that was not seen before; what comes when no more are kept is none.</summary>
    public static bool IsNewWay(IReadOnlyList<EvidenceEvent> known, EvidenceEvent seen) =>
        known.Count < 2 * PerEnd && !known.Any(one => one.IpAddress == seen.IpAddress && one.Resource == seen.Resource);

    private static List<EvidenceEvent> Ends(List<EvidenceEvent> ordered) =>
        ordered.Count <= 2 * PerEnd ? ordered : [.. ordered.Take(PerEnd), .. ordered.TakeLast(PerEnd)];
}
