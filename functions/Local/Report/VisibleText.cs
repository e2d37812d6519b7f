using System.Globalization;
using System.Text;

namespace NhiEvents.Local.Report;

/// <summary>Text that came from a log, with everything that could deceive a reader made visible: controls, direction overrides, invisible joiners.</summary>
internal static class VisibleText
{
    /// <summary>Longest text shown; a name or user agent that is longer is not there to be read.</summary>
    private const int MaxLength = 2000;

    /// <summary>The text in pieces: as it stands, or the code points that are shown by number instead.</summary>
    public static IEnumerable<(string Text, bool IsHidden)> Pieces(string text)
    {
        if (text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            yield return (text, false); // nearly every text: letters, digits and signs that all can see
            yield break;
        }

        var plain = new StringBuilder();
        var length = 0;
        foreach (var (rune, isText) in Runes(text))
        {
            if (++length > MaxLength)
            {
                plain.Append('…');
                break;
            }

            if (isText && !IsHidden(rune))
            {
                plain.Append(rune.ToString());
                continue;
            }

            if (plain.Length > 0)
            {
                yield return (plain.ToString(), false);
                plain.Clear();
            }

            yield return (Name(rune), true);
        }

        if (plain.Length > 0)
        {
            yield return (plain.ToString(), false);
        }
    }

    /// <summary>In one piece, for an attribute.</summary>
    public static string Flat(string text) => string.Concat(Pieces(text).Select(piece => piece.IsHidden ? $"[{piece.Text}]" : piece.Text));

    private static string Name(Rune rune) => $"U+{rune.Value.ToString("X4", CultureInfo.InvariantCulture)}";

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;

    /// <summary>Half a surrogate pair is no text; it is shown as the replacement character's number.</summary>
    private static IEnumerable<(Rune Rune, bool IsText)> Runes(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                yield return (rune, true);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                yield return (Rune.ReplacementChar, false);
                i++;
            }
        }
    }
}
