using System.Net;

namespace NhiEvents.Core.Response;

/// <summary>Two persons have said in advance: when one of these identities breaks, let it in for a short time, from these networks only.</summary>
/// <remarks>It only fills in a request. Whether the exception may be made is decided where exceptions are, at the time when it is asked for.</remarks>
public sealed class StandingApproval
{
    /// <summary>For the ticket and the ledger.</summary>
    public string Name { get; init; } = "";

    /// <summary>Object ids.</summary>
    public IReadOnlyList<string> IdentityIds { get; init; } = [];

    /// <summary>The policies to be excluded from.</summary>
    public IReadOnlyList<string> PolicyIds { get; init; } = [];

    /// <summary>Agreed source networks in CIDR form.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Object ids of persons' accounts.</summary>
    public string OwnerId { get; init; } = "";

    /// <inheritdoc cref="OwnerId"/>
    public string RequesterId { get; init; } = "";

    /// <inheritdoc cref="OwnerId"/>
    public string ApproverId { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>How long such an exception lasts; at most <see cref="Longest"/>.</summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromHours(24);

    /// <summary>It holds until then; a standing approval has an end like everything else.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Time for people to look at it, over a weekend.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(72);

    internal bool Covers(string identityId, DateTimeOffset now) => now < Until && IdentityIds.Contains(identityId, StringComparer.OrdinalIgnoreCase);

    internal IEnumerable<string> Faults()
    {
        if (Name.Length == 0 || Reason.Trim().Length < 10)
        {
            yield return $"{nameof(Name)} and {nameof(Reason)} (at least 10 characters) are needed: both stand in the ticket.";
        }

        if (IdentityIds.Count == 0 || PolicyIds.Count == 0 || IdentityIds.Concat(PolicyIds).Append(OwnerId).Append(RequesterId).Append(ApproverId).Any(id => !Guid.TryParse(id, out _)))
        {
            yield return $"{nameof(IdentityIds)}, {nameof(PolicyIds)}, {nameof(OwnerId)}, {nameof(RequesterId)} and {nameof(ApproverId)} must be object ids (GUIDs).";
        }

        if (new[] { OwnerId, RequesterId }.Contains(ApproverId, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{nameof(ApproverId)} must be another person than owner and requester.";
        }

        if (Networks.Count == 0 || Networks.Any(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return $"{nameof(Networks)} must be networks in CIDR form, such as 198.51.100.0/24.";
        }

        if (Lasts <= TimeSpan.Zero || Lasts > Longest)
        {
            yield return $"{nameof(Lasts)} must be more than nothing and at most {Longest.TotalHours:0} hours.";
        }

        if (Until == default)
        {
            yield return $"{nameof(Until)} is missing: a standing approval has an end.";
        }
    }
}
