using NhiEvents.Contracts.Tickets;

namespace NhiEvents.Embedded.Simulation.Tickets;

/// <summary>An approver decides on an exception in a ticket, and the ticket system tells us by webhook.</summary>
/// <param name="Ticket">Its number.</param>
/// <param name="PersonId">Object id of the approver's account.</param>
public sealed record TicketCall(TicketWord Word, string Ticket, string IdentityId, string ExemptionId, string PersonId, DateTimeOffset At);
