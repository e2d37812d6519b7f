using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Brakes;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

public sealed class TakeRotationCommandFunction(StartRotationHandler start, DecideRotationHandler decide, RotationBrakes brakes, ScanCredentialsHandler scan, Settlement settlement)
{
    [Function("TakeRotationCommand")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.Rotations, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct) => await settlement.ApplyAsync(await HandleAsync(message, ct) ?? Outcome.Reject("unreadable-body"), message, actions, Queues.Rotations, ct);

    /// <returns>Null for a body that cannot be read, or a kind that Rotation does not take.</returns>
    private async Task<Outcome?> HandleAsync(ServiceBusReceivedMessage message, CancellationToken ct)
    {
        var body = message.Body.ToMemory();
        return message.Subject switch
        {
            StartRotation.Kind when Wire.TryRead(body, NhiJson.Default.StartRotation, out var command) => await start.HandleAsync(command, ct),
            HoldRotation.Kind when Wire.TryRead(body, NhiJson.Default.HoldRotation, out var command) => await decide.HandleAsync(command, ct),
            ResumeRotation.Kind when Wire.TryRead(body, NhiJson.Default.ResumeRotation, out var command) => await decide.HandleAsync(command, ct),
            AbortRotation.Kind when Wire.TryRead(body, NhiJson.Default.AbortRotation, out var command) => await decide.HandleAsync(command, ct),
            ApproveRetirement.Kind when Wire.TryRead(body, NhiJson.Default.ApproveRetirement, out var command) => await decide.HandleAsync(command, ct),
            ScanCredentials.Kind when Wire.TryRead(body, NhiJson.Default.ScanCredentials, out var command) => await scan.HandleAsync(command, ct),
            StopWrites.Kind when Wire.TryRead(body, NhiJson.Default.StopWrites, out var command) => await brakes.HandleAsync(command, ct),
            ResumeWrites.Kind when Wire.TryRead(body, NhiJson.Default.ResumeWrites, out var command) => await brakes.HandleAsync(command, ct),
            _ => null,
        };
    }
}
