using System.Text.Json;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Replay;

/// <summary>The input of a replay: open files, and the index over their rows.</summary>
internal sealed class LogInput : IDisposable
{
    private LogInput(IReadOnlyList<LogFile> files, LogIndex index) => (Files, Index) = (files, index);

    public IReadOnlyList<LogFile> Files { get; }

    public LogIndex Index { get; }

    /// <param name="context">What is known beside the logs; nothing when not given.</param>
    /// <exception cref="HostRefusalException">A path does not exist or cannot be read, or nothing in the input is a log row.</exception>
    /// <param name="everyRow">False for those of non-human identities only.</param>
    public static LogInput Read(IReadOnlyList<string> paths, bool keepRaw, CancellationToken ct, ContextInput? context = null, bool everyRow = true)
    {
        var rejected = new List<RejectedRow>();
        // What a pipe or a terminal shall bring may never come: whoever stops the command does not wait for it.
        var files = Task.Run(() => new LogPaths(rejected).Open(paths), ct).WaitAsync(ct).GetAwaiter().GetResult();
        var input = new LogInput(files, new LogIndex());
        try
        {
            rejected.ForEach(input.Index.Reject);
            input.Scan(keepRaw, context ?? ContextInput.None, everyRow, ct);
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the rows of a period; the texts are those of <see cref="ReplayPeriod.Parse"/>.</summary>
    /// <param name="answerWithin">How long after the end a success still answers a challenge.</param>
    /// <exception cref="HostRefusalException">A text is no time, or all rows are before or after the period.</exception>
    public void Narrow(string? since, string? until, TimeSpan answerWithin)
    {
        if (Index.Period is not var (first, last) || (since is null && until is null))
        {
            return;
        }

        var period = ReplayPeriod.Parse(since, until, last, answerWithin);
        if (period.Since > last || period.Until < first)
        {
            throw new HostRefusalException($"No row is in the period; the input's rows are from {first:yyyy-MM-dd HH:mm} to {last:yyyy-MM-dd HH:mm} UTC.");
        }

        Index.Narrow(period);
    }

    public void WriteRejected(string path) => AtomicFile.Write(path, stream =>
    {
        foreach (var row in Index.Rejected)
        {
            JsonSerializer.Serialize(stream, row, RejectedJson.Default.RejectedRow);
            stream.WriteByte((byte)'\n');
        }

        if (Index.RejectedCount > Index.Rejected.Count)
        {
            var rest = new RejectedRow("", 0, 0, "more", $"{Index.RejectedCount - Index.Rejected.Count} more are not listed");
            JsonSerializer.Serialize(stream, rest, RejectedJson.Default.RejectedRow);
            stream.WriteByte((byte)'\n');
        }
    });

    /// <summary>What was left aside, in words.</summary>
    public void WriteNotes(TextWriter output)
    {
        if (Index.RejectedCount > 0)
        {
            output.WriteLine($"{Index.RejectedCount} row(s) could not be read; rejected.ndjson says which and why.");
        }

        if (Index.LackingPolicies > 0)
        {
            output.WriteLine($"{Index.LackingPolicies} sign-in(s) of automation have texts where their policies should be: who demanded MFA cannot be said. Of PowerShell objects give ConvertTo-Json -Depth 10.");
        }

        foreach (var (log, count) in Index.Unused)
        {
            output.WriteLine($"{count} row(s) of {log} were read; no detector of this version asks for them yet.");
        }

        foreach (var (category, count) in Index.Skipped)
        {
            output.WriteLine($"{count} row(s) of {category} were left aside: this version does not use them.");
        }
    }

    public void Dispose()
    {
        foreach (var file in Files)
        {
            file.Dispose();
        }
    }

    private void Scan(bool keepRaw, ContextInput context, bool everyRow, CancellationToken ct)
    {
        var place = 0L;
        foreach (var file in Files)
        {
            file.Base = place;
            place += file.Length;
        }

        var (rules, matching) = (context.ReadRules(), context.Data.Matching());
        var scanner = new LogScanner(Index, rules, keepRaw, everyRow, matching);
        using (var progress = new ProgressLine("Reading", place))
        {
            scanner.Scan(Files, progress.Advance, ct);
        }

        Index.Unite(context.ReadIngest().TenantId);
        new SecondLook(Index, rules, everyRow, matching).Run(ct);
        Index.Sort();
        if (Index.RowCount == 0 && Index.Skipped.Count == 0)
        {
            throw new HostRefusalException(Index.Rejected is [var first, ..]
                ? $"Nothing in the input is a log row; first: {first.File} line {first.Line}: {first.Reason}, {OneLine(first.Text)}. Give logs of Entra, of Azure or of Windows: from diagnostic settings, Graph, Log Analytics, the portal or an agent."
                : Files.Count == 0 ? "The input holds no files." : "The input holds no rows: the files are empty.");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
