namespace NhiEvents.Contracts.Events;

/// <summary>Event Hubs, as <c>infra/topology.json</c> describes them.</summary>
public static class EventHubs
{
    /// <summary>Receives the tenant's diagnostic settings.</summary>
    public const string EntraLogs = "entra-logs";

    /// <summary>Consumer group of the Ingest app.</summary>
    public const string IngestGroup = "ingest";
}
