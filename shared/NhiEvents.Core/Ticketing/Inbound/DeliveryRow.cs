using NhiEvents.Core.State;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>A delivery that was accepted: whoever sends it again is answered the same, and nothing happens.</summary>
internal sealed record DeliveryRow(string Sender, DateTimeOffset At)
{
    public const string Kind = "delivery";

    public static string Key(string deliveryKey) => $"{KeyText.Clean(deliveryKey)}|delivery";
}
