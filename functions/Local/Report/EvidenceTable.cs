using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Report;

/// <summary>The log rows that a finding rests on. Columns in which no row has anything are left out.</summary>
internal static class EvidenceTable
{
    public static void Write(HtmlWriter html, Finding finding)
    {
        var events = finding.Evidence.Events;
        using (html.Open("details", "evidence"))
        {
            html.Element("summary", null, $"Evidence: {(finding.Count == events.Count ? $"all {Words.Plural(events.Count, "event", "events")}" : $"the first and last {Words.Number(events.Count)} of {Words.Count(finding)} events")}");
            List<Column<EvidenceEvent>> columns =
            [
                new("Time (UTC)", (cell, row) => cell.Text(Words.Second(row.At)), "when"),
                new("Code", (cell, row) => cell.Text($"{row.Code}"), "when"),
            ];
            Add("Application", row => row.App);
            Add("Resource", row => row.Resource);
            Add("IP address", row => row.IpAddress, "ip");
            Add("Computer", row => row.Computer);
            Add("User agent", row => row.UserAgent, "agent");
            Add("Event id", row => row.Id, "id");
            Add("Correlation id", row => row.CorrelationId, "id");
            Table.Write(html, "Events as the log has them (source: findings.json)", columns, events, "compact");

            void Add(string title, Func<EvidenceEvent, string?> value, string? css = null)
            {
                if (events.Any(row => value(row) is not null))
                {
                    columns.Add(new(title, (cell, row) => cell.Name(value(row) ?? "not stated"), css));
                }
            }
        }
    }
}
