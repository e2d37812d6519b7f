namespace NhiEvents.Functions.Tests.Infra;

/// <summary>Reads just enough of a template to know which names stand in which object. Not a parser: what a name means is not looked at.</summary>
internal static class BicepObjects
{
    /// <summary>Properties that one object names more than once.</summary>
    public static IEnumerable<string> Twice(string text)
    {
        var open = new Stack<HashSet<string>?>();
        var word = "";
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '/' when i + 1 < text.Length && text[i + 1] == '/':
                    i = text.IndexOf('\n', i) is >= 0 and var end ? end - 1 : text.Length;
                    break;
                case '\'':
                    (word, i) = Quoted(text, i);
                    break;
                case '{':
                    open.Push(new HashSet<string>(StringComparer.OrdinalIgnoreCase));
                    word = "";
                    break;
                case '(' or '[':
                    open.Push(null); // in a list or a call a colon is no property's
                    word = "";
                    break;
                case '}' or ')' or ']':
                    open.TryPop(out _);
                    word = "";
                    break;
                case ':' when word.Length > 0 && IsFirst(text, i, word):
                    if (open.TryPeek(out var names) && names is not null && !names.Add(word))
                    {
                        yield return word;
                    }

                    word = "";
                    break;
                case var letter when char.IsLetterOrDigit(letter) || letter is '_':
                    word = i > 0 && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is '_') ? word + letter : letter.ToString();
                    break;
                case ' ':
                    break;
                default:
                    word = "";
                    break;
            }
        }
    }

    /// <summary>A property begins a line or follows a comma or a bracket; after a question mark the colon is the other half of a choice.</summary>
    private static bool IsFirst(string text, int colon, string word)
    {
        var start = text.LastIndexOf(word, colon, StringComparison.Ordinal) - 1;
        while (start >= 0 && text[start] is ' ' or '\'')
        {
            start--;
        }

        return start < 0 || text[start] is '\n' or ',' or '{';
    }

    /// <summary>The text between quotation marks and where it ends, with what is put in by <c>${…}</c>.</summary>
    private static (string Text, int End) Quoted(string text, int start)
    {
        var depth = 0;
        for (var i = start + 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '$' when i + 1 < text.Length && text[i + 1] == '{':
                    depth++;
                    i++;
                    break;
                case '}' when depth > 0:
                    depth--;
                    break;
                case '\'' when depth == 0:
                    return (text[(start + 1)..i], i);
                case '\'':
                    (_, i) = Quoted(text, i);
                    break;
                default:
                    break;
            }
        }

        return (text[(start + 1)..], text.Length);
    }
}
