using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Report;

/// <summary>Every identity that was taken for a non-human one, and why; those without a finding are folded away.</summary>
internal static class IdentitiesSection
{
    private const int MaxRows = 1000;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        if (model.IdentityCount == 0)
        {
            return;
        }

        var axis = new Axis(model.Timelines.Scale);
        using (html.Open("section", null, ("aria-labelledby", "all-title")))
        {
            html.Element("h2", null, "All non-human identities", ("id", "all-title"));
            html.Element("p", "source", $"{Words.Plural(model.IdentityCount, "identity was", "identities were")} taken for non-human, each for a reason that the rows show (source: identities.json). Timeline: successes above, failures below, per {axis.Unit}.");
            WriteGroup(html, $"With a finding: {Words.Number(model.Broken.Count)}", model.Broken, axis, open: true);
            WriteGroup(html, $"Without a finding: {Words.Number(model.Others.Count)}", model.Others, axis, open: false);
            WriteNotSeen(html, model.NotSeen);
        }
    }

    private static void WriteNotSeen(HtmlWriter html, IReadOnlyList<NotSeenIdentity> identities)
    {
        if (identities.Count == 0)
        {
            return;
        }

        using (html.Open("details", "group"))
        {
            html.Element("summary", null, $"Registered, not in these logs: {Words.Number(identities.Count)}");
            Table.Write(html, "Registered, not in these logs", NotSeenColumns, identities.Take(MaxRows), "identities", filtered: true);
        }
    }

    private static IReadOnlyList<Column<NotSeenIdentity>> NotSeenColumns { get; } =
    [
        new("Identity", (cell, identity) => cell.Name(Words.Short(identity.DisplayName ?? identity.UserPrincipalName ?? identity.Id ?? ""), "name")),
        new("Kind", (cell, identity) => cell.Text(identity.Kind is { } kind ? Words.Title(kind.ToString()) : "")),
        new("Owner", (cell, identity) => cell.Name(Words.Short(identity.Owner))),
        new("Criticality", (cell, identity) => cell.Text(identity.Criticality?.ToString() ?? "")),
    ];

    private static void WriteGroup(HtmlWriter html, string title, IReadOnlyList<IdentityView> views, Axis axis, bool open)
    {
        if (views.Count == 0)
        {
            return;
        }

        using (html.Open("details", "group", ("open", open ? "" : null)))
        {
            html.Element("summary", null, title);
            Table.Write(html, title, Columns(axis), views.Take(MaxRows), "identities", filtered: true);
            if (views.Count > MaxRows)
            {
                html.Element("p", "source", $"The first {Words.Number(MaxRows)} of {Words.Number(views.Count)}; all are in identities.json.");
            }
        }
    }

    private static IReadOnlyList<Column<IdentityView>> Columns(Axis axis) =>
    [
        new("Identity", (cell, view) =>
        {
            cell.Name(Words.Short(view.Identity.DisplayName), "name");
            cell.Name(Words.Short(view.Identity.UserPrincipalName ?? view.Identity.AppId ?? view.Identity.Id), "sub");
        }),
        new("Kind", (cell, view) => cell.Text(Words.Title(view.Identity.Kind.ToString()))),
        new("Owner", (cell, view) => cell.Name(Words.Short(view.Summary.Owner))),
        new("Criticality", (cell, view) => cell.Text(view.Summary.Criticality?.ToString() ?? "")),
        new("Findings", (cell, view) => cell.Text(view.Summary.Findings.Count > 0 ? string.Join(", ", view.Summary.Findings) : "none")),
        new("Succeeded", (cell, view) => cell.Text(Words.Number(view.Summary.Successes)), "number"),
        new("Failed", (cell, view) => cell.Text(Words.Number(view.Summary.Failures)), "number"),
        new("Last seen (UTC)", (cell, view) => cell.Text(Words.Minute(view.Summary.LastSeen)), "when"),
        new("Timeline", (cell, view) =>
        {
            if (view.Timeline is { } timeline)
            {
                Strip.WriteSmall(cell, timeline, axis);
            }
            else
            {
                cell.Text("not drawn");
            }
        }),
        new("Why non-human", (cell, view) => cell.Text(string.Join("; ", view.Summary.Evidence.Select(Words.Reason)))),
    ];
}
