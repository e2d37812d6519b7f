using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>A stop, or its end, as messages to every app that keeps a brake.</summary>
public static class BrakeMessages
{
    public static IReadOnlyList<(string Queue, OutgoingMessage Message)> Of(StopWrites stop)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(stop, NhiJson.Default.StopWrites);
        return [.. Queues.WithBrakes.Select(queue => (queue, new OutgoingMessage(MessageIds.From(StopWrites.Kind, queue, stop.TenantId, stop.PersonId, KeyText.Sortable(stop.At)), StopWrites.Kind, body)))];
    }

    /// <summary>Exceptions have modes, and they alone.</summary>
    public static OutgoingMessage Of(ChangeMode change, DateTimeOffset at) => new(
        MessageIds.From(ChangeMode.Kind, change.TenantId, change.PersonId, change.Mode.ToString(), change.PolicyId ?? "", KeyText.Sortable(at)), ChangeMode.Kind, JsonSerializer.SerializeToUtf8Bytes(change, NhiJson.Default.ChangeMode));

    /// <summary>A policy is of the policy writer alone: its end of a stop goes to no other app.</summary>
    public static IReadOnlyList<(string Queue, OutgoingMessage Message)> Of(ResumeWrites resume)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(resume, NhiJson.Default.ResumeWrites);
        IReadOnlyList<string> queues = resume.PolicyId is null ? Queues.WithBrakes : [Queues.Exceptions];
        return [.. queues.Select(queue => (queue, new OutgoingMessage(MessageIds.From(ResumeWrites.Kind, queue, resume.TenantId, resume.PersonId, KeyText.Sortable(resume.At), resume.PolicyId ?? ""), ResumeWrites.Kind, body)))];
    }
}
