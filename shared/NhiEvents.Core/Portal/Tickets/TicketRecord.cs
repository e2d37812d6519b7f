using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Tickets;

/// <summary>A ticket as the portal keeps it: what was announced last.</summary>
internal sealed record TicketRecord(long Revision, TicketEntry Entry, DateTimeOffset ChangedAt)
{
    public static TicketRecord Of(TicketChanged change, DateTimeOffset now) => new(change.Revision, new TicketEntry(change.TenantId, change.CaseKey, change.Number, change.State, change.At)
    {
        Title = change.Title,
        Url = AddressOf(change.Url),
        IdentityIds = change.IdentityIds,
        FindingTypes = change.FindingTypes,
    }, now);

    public ListRow<TicketEntry> ToListRow() => new(Entry.CaseKey, ChangedAt, Entry);

    /// <summary>A ticket system is not ours: only what a browser takes for a page of the web becomes a link.</summary>
    private static string? AddressOf(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? address.AbsoluteUri : null;
}

/// <summary>A ticket; an element of the list.</summary>
/// <param name="CaseKey">Of the root cause: the id of the finding, where it has a ticket of its own.</param>
/// <param name="Number">As people name it.</param>
internal sealed record TicketEntry(string TenantId, string CaseKey, string Number, TicketState State, DateTimeOffset At)
{
    public string? Title { get; init; }

    public string? Url { get; init; }

    public IReadOnlyList<string> IdentityIds { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> FindingTypes { get; init => field = value ?? []; } = [];

    /// <summary>What the identities are called, by id, as far as they are known; in answers only.</summary>
    public IReadOnlyDictionary<string, string>? Names { get; init; }

    /// <summary>So long after it was closed; null while it is open.</summary>
    public DateTimeOffset? EndsAt(TimeSpan keep) => State is TicketState.Closed ? At + keep : null;

    public bool Says(string text) => Number.Contains(text, StringComparison.OrdinalIgnoreCase) || Title?.Contains(text, StringComparison.OrdinalIgnoreCase) is true;

    public bool IsAbout(Finding finding) =>
        CaseKey == finding.Id || (FindingTypes.Contains(finding.FindingType) && IdentityIds.Contains(finding.Identity.Id, StringComparer.OrdinalIgnoreCase));
}
