using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;

namespace NhiEvents.Core.Response;

/// <summary>What a ticket says about findings. Pure.</summary>
internal static class TicketText
{
    /// <param name="offer">Of an exception; null for none.</param>
    public static TicketFacts Of(Finding finding, string owner, IReadOnlyList<Reaction> reactions, string? offer = null) => new(
        $"{finding.Identity.DisplayName}: {Heading(finding)}",
        $"{KindWords(finding.Identity.Kind)} {finding.Identity.DisplayName}: {Heading(finding)}.",
        finding.FirstSeen,
        Impact(finding),
        finding.Cause,
        finding.Severity,
        owner)
    {
        Identities = [finding.Identity],
        Remedies = finding.Remedies,
        Offer = offer,
        Reactions = [.. reactions.Select(Line).OfType<string>()],
        FindingTypes = [finding.FindingType],
    };

    /// <summary>Whether one of them proposes an exception.</summary>
    public static bool Offers(IReadOnlyList<Reaction> reactions) => reactions.Any(reaction => reaction is { Kind: ReactionKind.OfferException, State: ReactionState.Done });

    /// <summary>What a person should know that the ticket does not show by itself; null for the ticket itself.</summary>
    public static string? Line(Reaction reaction) => reaction.Kind is ReactionKind.OpenTicket or ReactionKind.OfferException
        ? null
        : $"{PlaybookBook.NameOf(reaction.Kind)} on {reaction.Identity.DisplayName}: {Words(reaction.State)}.{(reaction.Text.Length > 0 ? " " + reaction.Text : "")} (reaction {reaction.Id})";

    public static string Words(ReactionState state) => state switch
    {
        ReactionState.Observed => "would be done; the mode is observe",
        ReactionState.Proposed => "proposed; a person approves it",
        ReactionState.Waiting => "waits",
        ReactionState.Acting => "is being done",
        ReactionState.Done => "done",
        ReactionState.Refused => "not done",
        ReactionState.Undoing => "is being taken back",
        ReactionState.Undone => "taken back",
    };

    public static string Impact(Finding finding) =>
        Correlation.IsAbuse(finding.FindingType) ? "Somebody may hold its credential, and can reach whatever the account may reach."
        : finding.FindingType.StartsWith("NHI1", StringComparison.Ordinal)
            ? $"What runs with this account does not run, or stops soon: {(finding.Evidence.Resources.Count > 0 ? "its work with " + string.Join(", ", finding.Evidence.Resources.Take(3)) : "nobody is there to answer for it")}."
            : "The account is not kept as it should be; nothing may be broken yet.";

    public static string Heading(Finding finding) => finding.Name.Replace('-', ' ');

    public static string CountLine(Finding finding) => string.Create(
        CultureInfo.InvariantCulture, $"Still so: {finding.Count}{(finding.CountIsLowerBound ? " or more" : "")} failures until {finding.LastSeen.UtcDateTime:yyyy-MM-dd HH:mm} UTC; severity {finding.Severity.ToString().ToLowerInvariant()}.");

    private static string KindWords(IdentityKind kind) => kind switch
    {
        IdentityKind.ServicePrincipal or IdentityKind.VendorApplication or IdentityKind.FirstPartyApplication => "The application",
        IdentityKind.ManagedIdentity => "The managed identity",
        IdentityKind.AgentIdentity => "The agent",
        _ => "The account",
    };
}
