using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>Where the settings name no ticket system: what is to be written waits in its case, which says why, and is written within an hour of one being named.</summary>
internal sealed class NoTicketSystem : ITicketSystem
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private static TicketSystemException Missing => new(
        TicketFault.Throttled,
        $"No ticket system is named: setting {TicketSystemOptions.Section}:{nameof(TicketSystemOptions.Kind)} must be ServiceNow, Jira or Webhook. The local one runs on one machine only.",
        Pause);

    public Task<TicketRef?> FindAsync(string correlationKey, CancellationToken ct) => throw Missing;

    public Task<TicketRef> CreateAsync(NewTicket ticket, CancellationToken ct) => throw Missing;

    public Task CommentAsync(TicketRef ticket, string commentId, string text, CancellationToken ct) => throw Missing;

    public Task MoveAsync(TicketRef ticket, TicketMove move, string stepId, string note, CancellationToken ct) => throw Missing;
}
