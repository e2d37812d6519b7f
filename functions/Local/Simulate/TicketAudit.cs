using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response.Records;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tickets;

namespace NhiEvents.Local.Simulate;

/// <summary>Reads the ticket system as a person would, and compares it with who was really broken by the policy and who answers for them.</summary>
internal static class TicketAudit
{
    private const string Nobody = "unknown";

    /// <summary>Every ticket with all that was said in it.</summary>
    public static IReadOnlyList<LocalTicket> Read(SqliteTicketSystem tickets) =>
        [.. tickets.ReadAll().Select(ticket => ticket with { Text = $"{ticket.Text}\n{string.Join('\n', tickets.ReadComments(ticket.Number).Select(comment => comment.Text))}" })];

    public static IncidentVerdict Of(SimulatedWorld world, IReadOnlyList<LocalTicket> tickets, IReadOnlyList<Reaction> reactions)
    {
        var (policy, author) = world.Change;
        var incident = tickets.Where(ticket => ticket.Title.Contains(policy, StringComparison.Ordinal)).ToList();
        var challenged = world.Truths().Where(truth => truth.Why is Breakage.ChallengeDemanded).Select(truth => truth.IdentityId).ToHashSet(StringComparer.Ordinal);
        var broken = reactions.Where(reaction => reaction.FindingType == "NHI101").Select(reaction => reaction.Identity.Id).Where(challenged.Contains).Distinct().ToList();
        var told = broken.ToDictionary(id => id, id => incident.Where(ticket => Names(world, ticket, id)).ToList());
        var offered = reactions.Where(reaction => reaction is { Kind: ReactionKind.OfferException, State: ReactionState.Done }).Select(reaction => reaction.Identity.Id).ToHashSet(StringComparer.Ordinal);
        return new IncidentVerdict(
            broken.Count,
            told.Where(one => one.Value.Count > 0).Select(one => world.Teams.TeamOf(one.Key) ?? Nobody).Distinct().Count(),
            incident.Count,
            incident.Count(ticket => ticket.Text.Contains("was changed at", StringComparison.Ordinal) && ticket.Text.Contains(author, StringComparison.OrdinalIgnoreCase)),
            told.Count(one => one.Value.Count == 0 && !tickets.Any(ticket => Names(world, ticket, one.Key))),
            told.Count(one => one.Value.Count > 1),
            told.Count(one => one.Value.Any(ticket => ticket.Owner != (world.Teams.TeamOf(one.Key) ?? Nobody))),
            broken.Count(id => !offered.Contains(id)),
            offered.Count(id => !challenged.Contains(id)));
    }

    /// <summary>Number of the open ticket of the incident that names an identity; null when there is none.</summary>
    public static string? TicketOf(SimulatedWorld world, IReadOnlyList<LocalTicket> tickets, string identityId) =>
        tickets.FirstOrDefault(ticket => ticket.Open && ticket.Title.Contains(world.Change.Policy, StringComparison.Ordinal) && Names(world, ticket, identityId))?.Number;

    private static bool Names(SimulatedWorld world, LocalTicket ticket, string identityId) =>
        ticket.Text.Contains(identityId, StringComparison.OrdinalIgnoreCase)
        || (world.Tenant.Administration.Find<TenantUser>(identityId) is { } user && ticket.Text.Contains($"({user.UserPrincipalName})", StringComparison.OrdinalIgnoreCase));
}
