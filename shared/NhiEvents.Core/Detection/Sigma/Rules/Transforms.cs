using System.Text;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>The modifiers that make other texts of a text.</summary>
internal static class Transforms
{
    /// <summary>A value may become several: five dashes for one, three places in Base64.</summary>
    private const int MaxValues = 1024;

    private static readonly char[] Dashes = ['-', '/', '–', '—', '―'];

    private static readonly RuleText Anything = new("*", "*");

    /// <summary>Null with the fault when the text cannot be transformed so.</summary>
    public static IReadOnlyList<RuleText>? Apply(IReadOnlyList<string> names, RuleText text, out string? fault)
    {
        IReadOnlyList<RuleText> values = [text];
        foreach (var name in names)
        {
            var next = new List<RuleText>();
            foreach (var value in values)
            {
                fault = WhyNot(name, value);
                if (fault is not null)
                {
                    return null;
                }

                next.AddRange(Apply(name, value));
            }

            if (next.Count > MaxValues)
            {
                fault = $"|{name} makes more than {MaxValues} values of this; write those that matter";
                return null;
            }

            values = next;
        }

        fault = null;
        return values;
    }

    private static string? WhyNot(string name, RuleText value) => name switch
    {
        "base64" or "base64offset" or "utf16" or "utf16le" or "utf16be" or "wide" when value.HasWildcards =>
            $"|{name} takes a text without wildcards; write a backslash before * and ? that are meant literally",
        "base64" or "base64offset" when value.Text.Length == 0 => $"|{name} takes a text that is not empty",
        _ => null,
    };

    private static IEnumerable<RuleText> Apply(string name, RuleText value) => name switch
    {
        "contains" => [Anything.Before(value).Before(Anything)],
        "startswith" => [value.Before(Anything)],
        "endswith" => [Anything.Before(value)],
        "windash" => Dashed(value, 0),
        "utf16le" or "wide" => [Encoded(Encoding.Unicode.GetBytes(value.Text))],
        "utf16be" => [Encoded(Encoding.BigEndianUnicode.GetBytes(value.Text))],
        "utf16" => [Encoded([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(value.Text)])],
        "base64" => [RuleText.Literal(Convert.ToBase64String(BytesOf(value)))],
        _ => Shifted(BytesOf(value)),
    };

    private static RuleText Encoded(byte[] bytes) => RuleText.Literal(Encoding.Latin1.GetString(bytes)) with { Bytes = bytes };

    private static byte[] BytesOf(RuleText value) => value.Bytes ?? Encoding.UTF8.GetBytes(value.Text);

    /// <summary>What stays the same of a text in Base64, whichever of the three places in a group of bytes it starts at.</summary>
    private static IEnumerable<RuleText> Shifted(byte[] bytes)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var start = shift switch { 0 => 0, 1 => 2, _ => 3 };
            var cut = ((shift + bytes.Length) % 3) switch { 0 => 0, 1 => 3, _ => 2 };
            if (encoded.Length - cut > start)
            {
                yield return RuleText.Literal(encoded[start..^cut]);
            }
        }
    }

    /// <summary>Each dash before a word in each of its five forms.</summary>
    private static IEnumerable<RuleText> Dashed(RuleText value, int from)
    {
        var text = value.Text;
        var at = from;
        while (at < text.Length && !(Dashes.Contains(text[at]) && (at == 0 || !IsWord(text[at - 1])) && at + 1 < text.Length && IsWord(text[at + 1])))
        {
            at++;
        }

        if (at == text.Length)
        {
            return [value];
        }

        // Lazily, so that a text of nothing but dashes costs no more than is asked for.
        return Dashes.SelectMany(dash => Dashed(value with { Text = text[..at] + dash + text[(at + 1)..] }, at + 1)).Take(MaxValues + 1);
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
