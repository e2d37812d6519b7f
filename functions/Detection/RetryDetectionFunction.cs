using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.RuleFindings;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Detection;

public sealed class RetryDetectionFunction(
    DetectSignInsHandler signIns, DetectResourceDenialsHandler denials, DetectResourceChangesHandler resources, DetectAccountLockoutsHandler lockouts, DetectRuleMatchesHandler rules,
    DetectCredentialChangesHandler changes, Settlement settlement)
{
    [Function("RetryDetection")]
    public async Task RunAsync(
        [ServiceBusTrigger(Queues.DetectionRetry, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken ct)
    {
        var outcome = Wire.TryRead(message.Body.ToMemory(), NhiJson.Default.RetryEvent, out var handed) ? await HandleAsync(handed, ct) : null;
        await settlement.ApplyAsync(outcome ?? Outcome.Reject("unreadable-event"), message, actions, ct);
    }

    /// <returns>Null for an event that cannot be read, or of a type that Detection does not take.</returns>
    private async Task<Outcome.Final?> HandleAsync(RetryEvent handed, CancellationToken ct) => handed.Type switch
    {
        EventTypes.SignIn when Wire.TryRead(handed.Data, NhiJson.Default.SignIn, out var signIn) => await signIns.HandleOneAsync(signIn, ct),
        EventTypes.ResourceDenied when Wire.TryRead(handed.Data, NhiJson.Default.ResourceDenied, out var denied) => await denials.HandleOneAsync(denied, ct),
        EventTypes.ResourceChanged when Wire.TryRead(handed.Data, NhiJson.Default.ResourceChanged, out var changed) => await resources.HandleOneAsync(changed, ct),
        EventTypes.AccountLockedOut when Wire.TryRead(handed.Data, NhiJson.Default.AccountLockedOut, out var lockout) => await lockouts.HandleOneAsync(lockout, ct),
        EventTypes.RuleMatched when Wire.TryRead(handed.Data, NhiJson.Default.RuleMatched, out var match) => await rules.HandleOneAsync(match, ct),
        EventTypes.DirectoryChanged when Wire.TryRead(handed.Data, NhiJson.Default.DirectoryChanged, out var change) => await changes.HandleOneAsync(change, ct),
        _ => null,
    };
}
