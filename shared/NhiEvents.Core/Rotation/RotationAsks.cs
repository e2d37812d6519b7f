using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Rotation;

/// <summary>What a person asks of rotations, on its way to the queue. The same words at the same time are one message.</summary>
public static class RotationAsks
{
    public static OutgoingMessage Of(StartRotation start) => RotationMessages.Of(start);

    public static OutgoingMessage Of(HoldRotation hold) => Of(HoldRotation.Kind, hold.RotationId, hold.At, JsonSerializer.SerializeToUtf8Bytes(hold, NhiJson.Default.HoldRotation));

    public static OutgoingMessage Of(ResumeRotation resume) => Of(ResumeRotation.Kind, resume.RotationId, resume.At, JsonSerializer.SerializeToUtf8Bytes(resume, NhiJson.Default.ResumeRotation));

    public static OutgoingMessage Of(AbortRotation abort) => Of(AbortRotation.Kind, abort.RotationId, abort.At, JsonSerializer.SerializeToUtf8Bytes(abort, NhiJson.Default.AbortRotation));

    private static OutgoingMessage Of(string kind, string rotationId, DateTimeOffset at, byte[] body) => new(MessageIds.From(kind, rotationId, KeyText.Sortable(at)), kind, body);
}
