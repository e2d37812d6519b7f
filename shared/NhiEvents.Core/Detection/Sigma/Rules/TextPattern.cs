using System.Text;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Where the text of a pattern must stand in a value.</summary>
internal enum TextShape
{
    Whole,
    Start,
    End,
    Anywhere,

    /// <summary>Wildcards within: the pattern describes the whole value.</summary>
    Wildcards,
}

/// <summary>A text of a rule, its wildcards told apart from the same letters meant literally.</summary>
/// <param name="Text">Without the wildcards at its ends that <paramref name="Shape"/> says.</param>
/// <param name="Wild">For <see cref="TextShape.Wildcards"/>, per character of the text: <c>*</c>, <c>?</c>, or a blank where the character means itself; else empty.</param>
internal sealed record TextPattern(TextShape Shape, string Text, string Wild, bool IsCased)
{
    private const char Plain = ' ';

    /// <summary>The longest run of characters that mean themselves: no value without it matches.</summary>
    public string Needle
    {
        get
        {
            if (Shape is not TextShape.Wildcards)
            {
                return Text;
            }

            var (best, start) = (0..0, 0);
            for (var i = 0; i <= Text.Length; i++)
            {
                if (i == Text.Length || Wild[i] != Plain)
                {
                    best = i - start > best.End.Value - best.Start.Value ? start..i : best;
                    start = i + 1;
                }
            }

            return Text[best];
        }
    }

    public bool Matches(ReadOnlySpan<char> value)
    {
        var comparison = IsCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Shape switch
        {
            TextShape.Whole => value.Equals(Text, comparison),
            TextShape.Start => value.StartsWith(Text, comparison),
            TextShape.End => value.EndsWith(Text, comparison),
            TextShape.Anywhere => value.Contains(Text, comparison),
            TextShape.Wildcards => MatchesWild(value),
        };
    }

    /// <summary>Goes back to the last <c>*</c> only, so that time grows with text times pattern at most.</summary>
    private bool MatchesWild(ReadOnlySpan<char> value)
    {
        var (at, place, star, resume) = (0, 0, -1, 0);
        while (place < value.Length)
        {
            if (at < Text.Length && Wild[at] == '*')
            {
                (star, resume) = (at++, place);
            }
            else if (at < Text.Length && (Wild[at] == '?' || Same(Text[at], value[place])))
            {
                at++;
                place++;
            }
            else if (star >= 0)
            {
                (at, place) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        while (at < Text.Length && Wild[at] == '*')
        {
            at++;
        }

        return at == Text.Length;
    }

    private bool Same(char one, char other) => one == other || (!IsCased && char.ToUpperInvariant(one) == char.ToUpperInvariant(other));

    /// <summary>Reads a value as the specification writes it: <c>*</c>, <c>?</c>, and a backslash before them or before another backslash.</summary>
    public static RuleText Parse(string written)
    {
        var (text, wild) = (new StringBuilder(written.Length), new StringBuilder(written.Length));
        for (var i = 0; i < written.Length; i++)
        {
            var escaped = written[i] == '\\' && i + 1 < written.Length && written[i + 1] is '*' or '?' or '\\';
            i += escaped ? 1 : 0;
            text.Append(written[i]);
            wild.Append(!escaped && written[i] is '*' or '?' ? written[i] : Plain);
        }

        return new RuleText(text.ToString(), wild.ToString());
    }
}

/// <summary>A text while its modifiers are applied; the same two strings as in a <see cref="TextPattern"/>.</summary>
internal sealed record RuleText(string Text, string Wild)
{
    /// <summary>What an encoding has made of the text, until the next one takes it.</summary>
    public byte[]? Bytes { get; init; }

    public bool HasWildcards => Wild.AsSpan().ContainsAnyExcept(' ');

    public static RuleText Literal(string text) => new(text, new string(' ', text.Length));

    public RuleText Before(RuleText other) => new(Text + other.Text, Wild + other.Wild);

    /// <summary>The pattern with the cheapest shape that means the same.</summary>
    public TextPattern ToPattern(bool cased)
    {
        var start = Wild.AsSpan().IndexOfAnyExcept('*') is var first and >= 0 ? first : Wild.Length;
        var end = Wild.AsSpan().LastIndexOfAnyExcept('*') + 1;
        if (start >= end)
        {
            return new TextPattern(Wild.Length > 0 ? TextShape.Anywhere : TextShape.Whole, "", "", cased);
        }

        if (Wild.AsSpan(start, end - start).ContainsAnyExcept(' '))
        {
            return new TextPattern(TextShape.Wildcards, Text, Wild, cased);
        }

        var shape = (start > 0, end < Wild.Length) switch
        {
            (false, false) => TextShape.Whole,
            (false, true) => TextShape.Start,
            (true, false) => TextShape.End,
            (true, true) => TextShape.Anywhere,
        };
        return new TextPattern(shape, Text[start..end], "", cased);
    }
}
