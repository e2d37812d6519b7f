using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Response;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Response;

public sealed class ReactToFindingFunction(ReactHandler handler, Settlement settlement)
{
    [Function("ReactToFinding")]
    public async Task RunAsync(
        [ServiceBusTrigger(Topics.Findings, Subscriptions.Response, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that does not come here.</returns>
    private async Task<Outcome.Final?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        FindingChanged.Kind when Wire.TryReadMessage(body, NhiJson.Default.FindingChanged, out var changed) => await handler.HandleAsync(changed, ct),
        _ => null,
    };
}
