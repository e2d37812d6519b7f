namespace NhiEvents.Local.Report;

/// <summary>One column of a table.</summary>
/// <param name="Title">A constant of this program: on a narrow screen it stands before each cell.</param>
internal sealed record Column<T>(string Title, Action<HtmlWriter, T> Cell, string? Css = null);

/// <summary>A table that a narrow screen shows as one block per row. The roles say that it still is a table.</summary>
internal static class Table
{
    /// <param name="filtered">Whether the page's filter hides rows of it.</param>
    public static void Write<T>(HtmlWriter html, string caption, IReadOnlyList<Column<T>> columns, IEnumerable<T> rows, string? css = null, bool filtered = false)
    {
        using (html.Open("table", css, ("role", "table")))
        {
            html.Element("caption", null, caption);
            using (html.Open("thead", null, ("role", "rowgroup")))
            using (html.Open("tr", null, ("role", "row")))
            {
                foreach (var column in columns)
                {
                    html.Element("th", column.Css, column.Title, ("scope", "col"), ("role", "columnheader"));
                }
            }

            using (html.Open("tbody", null, ("role", "rowgroup")))
            {
                foreach (var row in rows)
                {
                    WriteRow(html, columns, row, filtered);
                }
            }
        }
    }

    private static void WriteRow<T>(HtmlWriter html, IReadOnlyList<Column<T>> columns, T row, bool filtered)
    {
        using (html.Open("tr", filtered ? "filtered" : null, ("role", "row")))
        {
            for (var i = 0; i < columns.Count; i++)
            {
                using (i == 0
                    ? html.Open("th", columns[i].Css, ("scope", "row"), ("role", "rowheader"), ("data-label", columns[i].Title))
                    : html.Open("td", columns[i].Css, ("role", "cell"), ("data-label", columns[i].Title)))
                using (html.Open("div"))
                {
                    columns[i].Cell(html, row);
                }
            }
        }
    }
}
