using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts.Messages;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Rotation;

/// <summary>Hands the vault's events to the app's own queue: what they ask for takes longer than an answer to Event Grid may.</summary>
public sealed class NoticeVaultFunction(EventIntake intake)
{
    [Function("NoticeVault")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) => intake.HandOnAsync(events, Queues.RotationsRetry, ct);
}
