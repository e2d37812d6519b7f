namespace NhiEvents.Local.Report;

/// <summary>Everything about one broken identity.</summary>
internal static class IdentityCard
{
    /// <summary>Most findings told in full; one repair often ends several.</summary>
    private const int MaxFindings = 8;

    private const int MaxTags = 8;

    public static void Write(HtmlWriter html, IdentityView view, Axis axis)
    {
        var worst = Severities.Css(view.Findings[0].Severity);
        var title = html.NextId("identity");
        using (html.Open("article", $"card filtered {worst}", ("aria-labelledby", title)))
        {
            using (html.Open("header"))
            {
                using (html.Open("h3", null, ("id", title)))
                {
                    html.Name(view.Identity.DisplayName);
                }

                html.Element("span", $"badge {worst}", view.Findings[0].Severity.ToString());
                html.Element("span", "badge", Words.Title(view.Identity.Kind.ToString()));
            }

            WriteFacts(html, view);
            if (view.Timeline is { } timeline)
            {
                Strip.Write(html, timeline, axis);
            }

            foreach (var finding in view.Findings.Take(MaxFindings))
            {
                FindingBlock.Write(html, view, finding);
            }

            if (view.Findings.Count > MaxFindings)
            {
                html.Element("p", "source", $"{view.Findings.Count - MaxFindings} more findings of this identity are in findings.json.");
            }
        }
    }

    private static void WriteFacts(HtmlWriter html, IdentityView view)
    {
        using (html.Open("dl", "identity"))
        {
            Fact(html, "Owner", () => html.Name(view.Summary.Owner, view.Summary.Owner == Unknowns.Owner ? "unknown" : null));
            if (view.Summary.Criticality is { } criticality)
            {
                Fact(html, "Criticality", () => html.Text($"{criticality}, as the registry says; it weighs in the severity"));
            }

            if (view.Summary.Tags is { } tags)
            {
                Fact(html, "Tags", () => html.Name(Words.List(tags, MaxTags)));
            }

            if (view.Summary.Protected)
            {
                Fact(html, "Protected", () => html.Text("no action ever touches it"));
            }

            if (view.Summary.AccountEnabled is { } enabled)
            {
                Fact(html, "In the directory", () => html.Text(enabled ? "enabled" : "disabled"));
            }

            if (view.Identity.UserPrincipalName is { } upn)
            {
                Fact(html, "User principal name", () => html.Name(upn));
            }

            if (view.Identity.AppId is { } app)
            {
                Fact(html, "Application id", () => html.Name(app, "id"));
            }

            Fact(html, "Object id", () => html.Name(view.Identity.Id, "id"));
            Fact(html, "In these logs", () => html.Text($"{Words.Number(view.Summary.Successes)} succeeded, {Words.Number(view.Summary.Failures)} failed"));
            if (view.Summary.Learning is { } learning)
            {
                Fact(html, "Its habits", () => html.Text(learning.LearnedAt is { } known ? $"known since {Words.Minute(known)}: what is new since then is told" : $"still being learned, since {Words.Minute(learning.Since)}: nothing is called unusual yet"));
            }

            Fact(html, "Taken for non-human", () => html.Text(string.Join("; ", view.Summary.Evidence.Select(Words.Reason))));
        }
    }

    private static void Fact(HtmlWriter html, string name, Action value)
    {
        using (html.Open("div"))
        {
            html.Element("dt", null, name);
            using (html.Open("dd"))
            {
                value();
            }
        }
    }
}
