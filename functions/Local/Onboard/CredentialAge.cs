using System.Globalization;
using NhiEvents.Contracts.Messages;
using NhiEvents.Local.Report;

namespace NhiEvents.Local.Onboard;

/// <summary>What the end of a credential says about it.</summary>
internal static class CredentialAge
{
    /// <summary>Ends so near are worth a plan now.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>Microsoft's own portal offers no secret longer than 24 months.</summary>
    private static readonly TimeSpan LongLived = TimeSpan.FromDays(731);

    /// <summary>Null when there is nothing to say. The more urgent, the higher the number.</summary>
    public static (int Urgency, string Text)? Trouble(CredentialFacts credential, DateTimeOffset now) => credential.EndsAt switch
    {
        null => (1, "its end is not known"),
        { } end when end <= now => (0, string.Create(CultureInfo.InvariantCulture, $"ended {end.UtcDateTime:yyyy-MM-dd} and is still there")),
        { } end when end - now <= Soon => (3, $"ends in {Words.Span(end - now)}"),
        { } end when end - now > LongLived => (2, string.Create(CultureInfo.InvariantCulture, $"ends only {end.UtcDateTime:yyyy-MM-dd}")),
        _ => null,
    };
}
