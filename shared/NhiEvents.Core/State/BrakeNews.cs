using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.State;

/// <summary>Tells how brakes stand, within the transaction that changes one.</summary>
internal static class BrakeNews
{
    public static void Tell(this StateChanges changes, BrakesTold told)
    {
        var (id, kind, body) = told.ToMessage();
        changes.Send(Topics.Changes, new Ports.OutgoingMessage(id, kind, body));
    }

    /// <summary>The begin of the hour.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
