using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Report;

/// <summary>What to do, in order; the first is open. Commands are text with a button to copy it.</summary>
internal static class RemedyList
{
    public static void Write(HtmlWriter html, IReadOnlyList<Remedy> remedies)
    {
        using (html.Open("div", "todo"))
        {
            html.Element("h5", null, "What to do");
            using (html.Open("ol", "remedies"))
            {
                for (var i = 0; i < remedies.Count; i++)
                {
                    using (html.Open("li"))
                    using (html.Open("details", null, ("open", i == 0 ? "" : null)))
                    {
                        html.Element("summary", null, remedies[i].Title);
                        WriteBody(html, remedies[i]);
                    }
                }
            }
        }
    }

    private static void WriteBody(HtmlWriter html, Remedy remedy)
    {
        using (html.Open("ol", "steps"))
        {
            foreach (var step in remedy.Steps)
            {
                html.Element("li", null, step);
            }
        }

        WriteCommand(html, "Azure CLI", remedy.Az);
        WriteCommand(html, "PowerShell", remedy.PowerShell);
    }

    private static void WriteCommand(HtmlWriter html, string shell, string? command)
    {
        if (command is null)
        {
            return;
        }

        var id = html.NextId("command");
        using (html.Open("div", "command"))
        {
            using (html.Open("div", "bar"))
            {
                html.Element("span", null, shell);
                html.Element("button", "copy", "Copy", ("type", "button"), ("hidden", ""), ("aria-label", $"Copy the {shell} command"), ("aria-describedby", id));
            }

            using (html.Open("pre", null, ("tabindex", "0"), ("id", id)))
            using (html.Open("code"))
            {
                html.Lines(command);
            }
        }
    }
}
