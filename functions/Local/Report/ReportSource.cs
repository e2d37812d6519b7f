using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Report;

/// <summary>Where the findings come from and what was left aside: the part of the report that lets a reader trust it.</summary>
/// <param name="Name">In a few words.</param>
internal sealed record ReportSource(string Name)
{
    /// <summary>Readable rows, copies of one event counted each; null when nobody counted.</summary>
    public long? Rows { get; init; }

    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>First and last row, of anybody; null when not known.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Period { get; init; }

    /// <summary>Unreadable rows by reason; null when nobody counted.</summary>
    public IReadOnlyList<(string Reason, int Count)>? Rejected { get; init; }

    /// <summary>Rows of logs that no detector of this build asks for, and of categories that it does not read; null when nobody counted.</summary>
    public IReadOnlyList<(string Category, int Count)>? Skipped { get; init; }

    /// <summary>What a stopped host keeps: counts per identity, not the rows.</summary>
    public static ReportSource State { get; } = new("the stored state of nhi run");

    public static ReportSource Of(LogInput input)
    {
        return new ReportSource("exported logs")
        {
            Rows = input.Index.RowCount,
            Files = [.. input.Files.Select(file => file.Name)],
            Period = input.Index.Period,
            Rejected = [.. RejectedBy(input.Index)],
            Skipped = [.. input.Index.Unused.Concat(input.Index.Skipped).Select(part => (part.Key, part.Value))],
        };
    }

    private static IEnumerable<(string Reason, int Count)> RejectedBy(LogIndex index)
    {
        var told = index.Rejected.CountBy(row => row.Reason, StringComparer.Ordinal).OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => (part.Key, part.Value));
        return index.RejectedCount > index.Rejected.Count ? told.Append(("not told one by one", (int)Math.Min(int.MaxValue, index.RejectedCount - index.Rejected.Count))) : told;
    }
}
