using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core;

/// <summary>Names of accounts, one a line, as people read them in a ticket; and how many of them a text of a ticket takes. Pure.</summary>
/// <remarks>Jira takes 32,767 characters. A line counts as it is sent there, a paragraph of a document, so that the limit holds whichever of the two is counted.</remarks>
internal static class NameList
{
    /// <summary>Names in the text of a ticket, which says much else.</summary>
    public const int MaxInText = 100;

    /// <summary>Names in one comment.</summary>
    public const int MaxInComment = 200;

    private const int TextChars = 12_000;

    private const int CommentChars = 24_000;

    /// <summary>What Jira's document needs around a line.</summary>
    private const int AroundLine = 64;

    private const int MaxDisplayName = 120;

    /// <summary>A user principal name has 113 characters at most.</summary>
    private const int MaxId = 160;

    /// <summary>By name.</summary>
    public static IComparer<IdentityRef> Order { get; } = Comparer<IdentityRef>.Create((a, b) =>
        StringComparer.OrdinalIgnoreCase.Compare(a.DisplayName, b.DisplayName) is var byName and not 0 ? byName : string.CompareOrdinal(a.Id, b.Id));

    /// <param name="isOffered">Whether the exception that the ticket proposes is proposed for this account too.</param>
    public static string LineOf(IdentityRef identity, bool isOffered = true) =>
        $"{PlainText.OneLine(identity.DisplayName, MaxDisplayName)} ({PlainText.OneLine(identity.UserPrincipalName ?? identity.Id, MaxId)}){(isOffered ? "" : " - no exception")}";

    /// <summary>How many of the lines the text of a ticket takes.</summary>
    public static int InText(IReadOnlyList<string> lines) => Fitting(lines, 0, MaxInText, TextChars);

    /// <summary>How many of the lines one comment takes.</summary>
    /// <param name="from">The first of them.</param>
    public static int InComment(IReadOnlyList<string> lines, int from = 0) => Fitting(lines, from, MaxInComment, CommentChars);

    /// <summary>The lines of each comment.</summary>
    public static IEnumerable<IReadOnlyList<string>> Comments(IReadOnlyList<string> lines)
    {
        for (var from = 0; from < lines.Count;)
        {
            var count = InComment(lines, from);
            yield return [.. lines.Skip(from).Take(count)];
            from += count;
        }
    }

    private static int Fitting(IReadOnlyList<string> lines, int from, int most, int chars)
    {
        var count = 0;
        for (; from + count < lines.Count && count < most; count++)
        {
            chars -= lines[from + count].Length + AroundLine;
            if (chars < 0)
            {
                break;
            }
        }

        return count;
    }
}
