namespace NhiEvents.Core.Events;

/// <summary>The tables that Kusto puts beside the result into its answer: what was asked, what it cost, which tables there are.</summary>
internal static class AnswerTables
{
    /// <summary>Columns that tell each of them, in the first and second form of the answer; a query's own result has no such columns.</summary>
    private static readonly string[][] Columns =
    [
        ["TableId", "Key", "Value"],
        ["Timestamp", "ClientRequestId", "LevelName", "EventTypeName", "Payload"],
        ["Timestamp", "Severity", "SeverityName", "StatusDescription"],
        ["Ordinal", "Kind", "Name", "Id", "PrettyName"],
    ];

    public static bool AreAboutQuery(IReadOnlyList<string>? columns) =>
        columns is ["Value"] || (columns is not null && Columns.Any(table => table.All(columns.Contains)));
}
