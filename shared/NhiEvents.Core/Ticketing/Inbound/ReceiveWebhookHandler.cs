using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>Takes a webhook: who signs right is answered at once, and a message does the work.</summary>
/// <remarks>A delivery that comes again, even a thousand times at once, has one effect: its row is made once, in one transaction with the message.</remarks>
public sealed class ReceiveWebhookHandler(
    IStateStore store, Outbox outbox, WebhookLimits limits, IOptions<WebhookOptions> options, TimeProvider time, ILogger<ReceiveWebhookHandler> log)
{
    private static readonly WebhookAnswer Accepted = new(202, null);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public int MaxBodyBytes => options.Value.MaxBodyBytes;

    public bool BehindFrontEnd => options.Value.BehindFrontEnd;

    /// <summary>Whether the caller's address is looked at now; else the answer that it gets without its body being read.</summary>
    public WebhookAnswer? RefusalOf(string address) => limits.WaitOfAddress(address) is { } wait ? TooMany(wait) : null;

    public async Task<WebhookAnswer> HandleAsync(WebhookRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        switch (WebhookDecision.For(options.Value.Senders.GetValueOrDefault(request.Sender), request, options.Value, now))
        {
            case WebhookDecision.Refuse refuse:
                if (!refuse.Authentic)
                {
                    limits.Refused(request.Address?.ToString() ?? "unknown");
                }

                log.WebhookRefused(options.Value.Senders.ContainsKey(request.Sender) ? request.Sender : "unknown", refuse.Answer.Error!);
                return refuse.Answer;
            case WebhookDecision.Accept accept when limits.WaitOfSender(request.Sender) is { } wait:
                log.WebhookRefused(accept.Act.Sender, "too-many");
                return TooMany(wait);
            case WebhookDecision.Accept accept:
                return await AcceptAsync(accept.Act, now, ct) ? Accepted : new WebhookAnswer(503, "busy") { RetryAfter = Pause };
            default:
                throw new UnreachableException();
        }
    }

    /// <returns>False when too many others write beside it: the sender comes again.</returns>
    private async Task<bool> AcceptAsync(ActOnTicket act, DateTimeOffset now, CancellationToken ct)
    {
        var changes = new StateChanges(act.TenantId, DeliveryRow.Kind, act.DeliveryKey);
        changes.Save(DeliveryRow.Key(act.DeliveryKey), new DeliveryRow(act.Sender, now), null, TicketingJson.Default.DeliveryRow);
        changes.Record(new LedgerFact(
            LedgerFact.System("ticketing"), "webhook-accepted", LedgerPhase.Decision, act.DeliveryKey, [new("sender", act.Sender), new("action", TicketWords.NameOf(act.Word))]));
        changes.Send(Queues.TicketActions, TicketMessages.Of(act));
        try
        {
            return await Race.RunAsync(async () =>
            {
                // Who was first, this delivery's twin or another one, shows in the row.
                if (await store.ReadAsync(changes.PartitionKey, DeliveryRow.Key(act.DeliveryKey), ct) is null)
                {
                    await outbox.CommitAsync(changes, ct);
                    log.WebhookAccepted(act.Sender, act.Word);
                }

                return true;
            });
        }
        catch (StaleStateException)
        {
            return false;
        }
    }

    private static WebhookAnswer TooMany(TimeSpan wait) => new(429, "too-many") { RetryAfter = wait };
}
