using System.Buffers;

namespace NhiEvents.Core.State;

/// <summary>Text that may stand in a partition or row key (Table Storage forbids <c>/ \ # ?</c> and control characters).</summary>
public static class KeyText
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.@");

    /// <summary>The text in lower case; when that holds anything but letters, digits and <c>- _ . @</c>, or is too long, a hash of it instead.</summary>
    public static string Clean(string text)
    {
        var lower = text.ToLowerInvariant();
        return lower.Length is > 0 and <= MaxLength && lower.AsSpan().IndexOfAnyExcept(Allowed) < 0
            ? lower
            : "x" + Contracts.MessageIds.From(lower);
    }

    /// <summary>A time that sorts as text: UTC ticks in 19 digits.</summary>
    public static string Sortable(DateTimeOffset time) => time.UtcTicks.ToString("D19", System.Globalization.CultureInfo.InvariantCulture);
}
