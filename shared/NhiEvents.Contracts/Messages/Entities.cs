using System.Collections.Frozen;

namespace NhiEvents.Contracts.Messages;

/// <summary>Service Bus queues. <c>infra/topology.json</c> describes them; a test compares.</summary>
public static class Queues
{
    /// <summary>Deadlines of Detection: look at an identity again now.</summary>
    public const string DetectionDue = "detection-due";

    /// <summary>Event Grid events that Detection could not handle when they came.</summary>
    public const string DetectionRetry = "detection-retry";

    /// <summary>What people and reactions ask of exceptions.</summary>
    public const string Exceptions = "exceptions";

    /// <summary>Deadlines of exceptions: look at one now. A queue of its own, so that an end never waits behind requests.</summary>
    public const string ExceptionsDue = "exceptions-due";

    /// <summary>Exceptions for which Entra has to be read or written now. A queue of its own, so that no end waits behind an Entra that is slow.</summary>
    public const string ExceptionsWrites = "exceptions-writes";

    /// <summary>Event Grid events that Exceptions could not handle when they came.</summary>
    public const string ExceptionsRetry = "exceptions-retry";

    /// <summary>Policies whose own lists have to be written. One session per tenant: there is one writer.</summary>
    public const string PolicyWrites = "policy-writes";

    /// <summary>What people, tickets and reactions ask of rotations.</summary>
    public const string Rotations = "rotations";

    /// <summary>Deadlines of rotations: look at one now.</summary>
    public const string RotationsDue = "rotations-due";

    /// <summary>Events of vaults, and sign-ins that Rotation could not keep when they came.</summary>
    public const string RotationsRetry = "rotations-retry";

    /// <summary>What reactions want said in a ticket.</summary>
    public const string Tickets = "tickets";

    /// <summary>What people and findings ask of reactions.</summary>
    public const string Reactions = "reactions";

    /// <summary>Deadlines of reactions: look at one, or tell of a cause, now.</summary>
    public const string ReactionsDue = "reactions-due";

    /// <summary>Event Grid events that Response could not handle when they came.</summary>
    public const string ResponseRetry = "response-retry";

    /// <summary>What waits to be written to the ticket system. A queue of its own, so that its outage holds up nothing else.</summary>
    public const string TicketsDue = "tickets-due";

    /// <summary>What webhooks ask for, once their signature was right.</summary>
    public const string TicketActions = "ticket-actions";

    /// <summary>What goes out to the house: a queue of its own, so that the outage of a system there holds up nothing else.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Queues of the apps that write into a tenant and keep a brake of their own: a stop has to reach each.</summary>
    public static IReadOnlyList<string> WithBrakes { get; } = [Exceptions, Rotations, Reactions];

    /// <summary>Queues on which every message has a session id; on any other it must not have one.</summary>
    public static IReadOnlySet<string> WithSessions { get; } = FrozenSet.Create(StringComparer.Ordinal, PolicyWrites);
}

/// <summary>Service Bus topics.</summary>
public static class Topics
{
    /// <summary>Every finding that opened, changed or was withdrawn.</summary>
    public const string Findings = "findings";

    /// <summary>Every other state change that another app may want to know.</summary>
    public const string Changes = "changes";
}

/// <summary>Subscriptions, named after the app that reads them.</summary>
public static class Subscriptions
{
    public const string Ingest = "ingest";

    /// <summary>Of <see cref="Topics.Changes"/>: what the registry and the directory say, for Ingest.</summary>
    public const string IngestRegistered = "ingest-registered";

    public const string Detection = "detection";

    public const string Exceptions = "exceptions";

    public const string Portal = "portal";

    public const string Rotation = "rotation";

    /// <summary>Of <see cref="Topics.Changes"/>: which logs have gaps, for Rotation's evidence.</summary>
    public const string RotationSources = "rotation-sources";

    /// <summary>Of <see cref="Topics.Changes"/>: which logs have gaps, for the proof of ends.</summary>
    public const string ExceptionsSources = "exceptions-sources";

    /// <summary>Of <see cref="Topics.Changes"/>: what is known of identities, for the portal's list.</summary>
    public const string PortalIdentities = "portal-identities";

    /// <summary>Of <see cref="Topics.Changes"/>: exceptions and rotations, for the portal's list.</summary>
    public const string PortalCases = "portal-cases";

    /// <summary>Of <see cref="Topics.Changes"/>: exceptions as they are on the record, refusals, and by what requests are judged.</summary>
    public const string PortalExceptions = "portal-exceptions";

    /// <summary>Of <see cref="Topics.Changes"/>: which findings are muted, for the portal's list.</summary>
    public const string PortalMutes = "portal-mutes";

    /// <summary>Of <see cref="Topics.Changes"/>: entries of the ledger, for the portal's own copy of it.</summary>
    public const string PortalLedger = "portal-ledger";

    /// <summary>Of <see cref="Topics.Changes"/>: tickets, and questions to owners with their answers.</summary>
    public const string PortalWork = "portal-work";

    public const string Response = "response";

    /// <summary>Of <see cref="Topics.Changes"/>: what exceptions and rotations do, to be said in their tickets.</summary>
    public const string Ticketing = "ticketing";

    /// <summary>Of both topics: what the streams to the house take.</summary>
    public const string Streams = "streams";
}
