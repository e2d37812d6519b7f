using System.CommandLine;
using System.Globalization;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>--until</c>: a time, or a span from now.</summary>
internal static class EndOption
{
    public static Option<string?> Create(string description) => new("--until") { Description = description, HelpName = "TIME|SPAN" };

    /// <exception cref="HostRefusalException">It is neither.</exception>
    public static DateTimeOffset? Read(string? text, DateTimeOffset now) => text?.Trim() switch
    {
        null or "" => null,
        [.. var days, 'd'] when Number(days) is { } count => now.AddDays(count),
        [.. var hours, 'h'] when Number(hours) is { } count => now.AddHours(count),
        var time when DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at.ToUniversalTime(),
        _ => throw new HostRefusalException($"--until {text} is neither a time such as 2026-03-20T17:00Z nor a span such as 20d or 72h."),
    };

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 10_000 ? number : null;
}
