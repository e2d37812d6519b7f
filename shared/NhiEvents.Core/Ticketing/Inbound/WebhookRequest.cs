using System.Net;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>What came in, as it came.</summary>
/// <param name="Header">The value of a header; null when it is absent or there more than once.</param>
/// <param name="Address">The caller's; null when it is not known.</param>
public sealed record WebhookRequest(string Sender, Func<string, string?> Header, ReadOnlyMemory<byte> Body, IPAddress? Address);

/// <summary>What the caller is told. Says nothing about what is inside.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Error">A slug; null when it was accepted.</param>
public sealed record WebhookAnswer(int Status, string? Error)
{
    /// <summary>What to do about it.</summary>
    public string? Text { get; init; }

    /// <summary>With an unknown action: what this sender may ask for.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>With 429.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
