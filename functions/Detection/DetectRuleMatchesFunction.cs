using Azure.Messaging;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class DetectRuleMatchesFunction(DetectRuleMatchesHandler handler, EventIntake intake)
{
    [Function("DetectRuleMatches")]
    public Task RunAsync([EventGridTrigger(IsBatched = true)] CloudEvent[] events, CancellationToken ct) =>
        intake.HandleAsync(events, NhiJson.Default.RuleMatched, handler.HandleAsync, Queues.DetectionRetry, ct);
}
