using System.Globalization;

namespace NhiEvents.Core;

/// <summary>Text of others, made harmless for one line of plain text.</summary>
internal static class PlainText
{
    /// <summary>One line without control characters, and without those that turn the direction of what follows.</summary>
    /// <param name="most">Characters.</param>
    public static string OneLine(string text, int most = int.MaxValue)
    {
        var plain = string.Concat(text.Select(c => c is '\n' or '\t' ? ' ' : c).Where(c => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));
        return plain.Length <= most ? plain : plain[..(most - 1)] + "…";
    }
}
