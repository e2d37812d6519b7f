using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Response.Attesting;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Core.Response.Containing;
using NhiEvents.Core.Response.Muting;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Response;

public sealed class RunReactionFunction(RunReactionHandler reactions, CauseHandler causes, MuteHandler mutes, AttestationHandler attestations, Settlement settlement)
{
    [Function("RunReaction")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.ReactionsDue, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, Queues.ReactionsDue, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that does not come here.</returns>
    private async Task<Outcome?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        RunReaction.Kind when Wire.TryRead(body, NhiJson.Default.RunReaction, out var run) => await reactions.HandleAsync(run, ct),
        TellCause.Kind when Wire.TryRead(body, NhiJson.Default.TellCause, out var tell) => await causes.HandleAsync(tell, ct),
        EndAttestation.Kind when Wire.TryRead(body, NhiJson.Default.EndAttestation, out var over) => await attestations.HandleAsync(over, ct),
        EndMute.Kind when Wire.TryRead(body, NhiJson.Default.EndMute, out var end) => await mutes.HandleAsync(end, ct),
        _ => null,
    };
}
