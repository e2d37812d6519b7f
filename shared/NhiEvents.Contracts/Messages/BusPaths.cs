namespace NhiEvents.Contracts.Messages;

/// <summary>Everything of Service Bus that keeps dead letters: each queue, and each subscription as <c>topic/subscription</c>. A test compares it with <c>infra/topology.json</c>.</summary>
public static class BusPaths
{
    public static IReadOnlyList<string> All { get; } =
    [
        Queues.DetectionDue, Queues.DetectionRetry, Queues.Exceptions, Queues.ExceptionsDue, Queues.ExceptionsWrites, Queues.ExceptionsRetry, Queues.PolicyWrites,
        Queues.Rotations, Queues.RotationsDue, Queues.RotationsRetry, Queues.Tickets, Queues.Reactions, Queues.ReactionsDue, Queues.ResponseRetry, Queues.TicketsDue, Queues.TicketActions, Queues.Deliveries,
        .. Of(Topics.Changes, Subscriptions.Ingest, Subscriptions.IngestRegistered, Subscriptions.Detection, Subscriptions.Response, Subscriptions.Ticketing, Subscriptions.Streams, Subscriptions.Rotation,
            Subscriptions.PortalIdentities, Subscriptions.PortalCases, Subscriptions.PortalMutes, Subscriptions.PortalLedger, Subscriptions.PortalWork, Subscriptions.PortalExceptions, Subscriptions.RotationSources, Subscriptions.ExceptionsSources),
        .. Of(Topics.Findings, Subscriptions.Exceptions, Subscriptions.Response, Subscriptions.Streams, Subscriptions.Portal, Subscriptions.Rotation),
    ];

    private static IEnumerable<string> Of(string topic, params IEnumerable<string> subscriptions) => subscriptions.Select(subscription => $"{topic}/{subscription}");
}
