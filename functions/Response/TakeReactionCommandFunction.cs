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

public sealed class TakeReactionCommandFunction(DecideReactionHandler decisions, UndoReactionHandler undoing, CauseHandler causes, ReactionBrakes brakes, MuteHandler mutes, AttestationHandler attestations, Settlement settlement)
{
    [Function("TakeReactionCommand")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.Reactions, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = await HandleAsync(message.Subject, message.Body.ToMemory(), ct);
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-body"), message, actions, Queues.Reactions, ct);
    }

    /// <returns>Null for what cannot be read, or of a kind that does not come here.</returns>
    private async Task<Outcome?> HandleAsync(string kind, ReadOnlyMemory<byte> body, CancellationToken ct) => kind switch
    {
        JoinCause.Kind when Wire.TryRead(body, NhiJson.Default.JoinCause, out var join) => await causes.HandleAsync(join, ct),
        ApproveReaction.Kind when Wire.TryRead(body, NhiJson.Default.ApproveReaction, out var approve) => await decisions.HandleAsync(approve, ct),
        UndoReaction.Kind when Wire.TryRead(body, NhiJson.Default.UndoReaction, out var undo) => await undoing.HandleAsync(undo, ct),
        MuteFinding.Kind when Wire.TryRead(body, NhiJson.Default.MuteFinding, out var mute) => await mutes.HandleAsync(mute, ct),
        UnmuteFinding.Kind when Wire.TryRead(body, NhiJson.Default.UnmuteFinding, out var unmute) => await mutes.HandleAsync(unmute, ct),
        AskAttestation.Kind when Wire.TryRead(body, NhiJson.Default.AskAttestation, out var ask) => await attestations.HandleAsync(ask, ct),
        AnswerAttestation.Kind when Wire.TryRead(body, NhiJson.Default.AnswerAttestation, out var answer) => await attestations.HandleAsync(answer, ct),
        StopWrites.Kind when Wire.TryRead(body, NhiJson.Default.StopWrites, out var stop) => await brakes.HandleAsync(stop, ct),
        ResumeWrites.Kind when Wire.TryRead(body, NhiJson.Default.ResumeWrites, out var resume) => await brakes.HandleAsync(resume, ct),
        _ => null,
    };
}
