using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Streams.Formats;

/// <summary>What owners read, in Teams, in Slack and in a mail. Pure.</summary>
/// <remarks>Names come from logs and are hostile: they stand only in elements that know no markup, so no link, mention or line of theirs is taken for ours.</remarks>
internal static class ChatText
{
    /// <summary>Slack takes 50 blocks and 3,000 characters in each; Teams 28 KB.</summary>
    private const int MaxGroups = 12;

    private const int MaxLines = 15;

    private const int MaxLine = 180;

    private const int MaxHeader = 140;

    /// <summary>A message with one Adaptive Card, as the Teams workflow for webhooks takes it. A text run is not read as Markdown; a text block would be.</summary>
    public static string Teams(OwnerNotice notice)
    {
        var body = new JsonArray(Run(PlainText.OneLine(notice.Title, MaxHeader), bold: true, large: true));
        foreach (var group in Groups(notice))
        {
            body.Add(Run(group.Heading, bold: true, large: false));
            foreach (var line in group.Lines)
            {
                body.Add(Run(line, bold: false, large: false));
            }
        }

        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject { ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = body },
            }),
        }.ToJsonString();

        static JsonObject Run(string text, bool bold, bool large) => new()
        {
            ["type"] = "RichTextBlock",
            ["inlines"] = new JsonArray(new JsonObject { ["type"] = "TextRun", ["text"] = text, ["weight"] = bold ? "Bolder" : "Default", ["size"] = large ? "Large" : "Default" }),
        };
    }

    public static string Slack(OwnerNotice notice)
    {
        var title = Escaped(PlainText.OneLine(notice.Title, MaxHeader));
        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = Plain(title) });
        foreach (var group in Groups(notice))
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Plain(Escaped(group.Heading + "\n" + string.Join('\n', group.Lines.Select(line => "• " + line)))) });
        }

        return new JsonObject { ["text"] = title, ["blocks"] = blocks }.ToJsonString();

        static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

        // The text beside the blocks is read as markup, where these three begin a link or a mention.
        static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
    }

    public static string Plain(OwnerNotice notice)
    {
        var text = new StringBuilder(PlainText.OneLine(notice.Title, MaxHeader)).Append('\n');
        foreach (var group in Groups(notice))
        {
            text.Append('\n').Append(group.Heading).Append('\n');
            group.Lines.ToList().ForEach(line => text.Append("  - ").Append(line).Append('\n'));
        }

        return text.ToString();
    }

    private static IEnumerable<NoticeGroup> Groups(OwnerNotice notice) => notice.Groups.Take(MaxGroups).Select(group => new NoticeGroup(
        PlainText.OneLine(group.Heading, MaxHeader),
        [
            .. group.Lines.Take(MaxLines).Select(line => PlainText.OneLine(line, MaxLine)),
            .. group.Lines.Count > MaxLines ? [string.Create(CultureInfo.InvariantCulture, $"and {group.Lines.Count - MaxLines} more")] : Array.Empty<string>(),
        ]));
}
