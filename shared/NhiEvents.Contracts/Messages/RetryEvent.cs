using System.Text.Json;

namespace NhiEvents.Contracts.Messages;

/// <summary>An Event Grid event that an app could not handle when it came, handed to the app's own queue so that Event Grid gets its answer.</summary>
/// <param name="Data">The event's data, unchanged.</param>
public sealed record RetryEvent(string Id, string Type, JsonElement Data)
{
    public const string Kind = "retry-event";
}
