using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>What is asked of rotations, as messages for their queue. The same request, or the same word at the same time, is one message.</summary>
public static class RotationAsks
{
    public static OutgoingMessage Of(StartRotation start) => new(
        MessageIds.From(StartRotation.Kind, start.TenantId, start.RequestId), StartRotation.Kind, JsonSerializer.SerializeToUtf8Bytes(start, NhiJson.Default.StartRotation));

    public static OutgoingMessage Of(HoldRotation hold) => Of(HoldRotation.Kind, hold.RotationId, hold.At, JsonSerializer.SerializeToUtf8Bytes(hold, NhiJson.Default.HoldRotation));

    public static OutgoingMessage Of(ResumeRotation resume) => Of(ResumeRotation.Kind, resume.RotationId, resume.At, JsonSerializer.SerializeToUtf8Bytes(resume, NhiJson.Default.ResumeRotation));

    public static OutgoingMessage Of(AbortRotation abort) => Of(AbortRotation.Kind, abort.RotationId, abort.At, JsonSerializer.SerializeToUtf8Bytes(abort, NhiJson.Default.AbortRotation));

    private static OutgoingMessage Of(string kind, string rotationId, DateTimeOffset at, byte[] body) => new(MessageIds.From(kind, rotationId, KeyText.Sortable(at)), kind, body);
}
