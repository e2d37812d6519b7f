using System.Text.Json;
using NhiEvents.Core.Identities;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Replay;

/// <summary>The input of a replay: open files, and the index over their rows.</summary>
internal sealed class LogInput : IDisposable
{
    private LogInput(IReadOnlyList<LogFile> files, LogIndex index) => (Files, Index) = (files, index);

    public IReadOnlyList<LogFile> Files { get; }

    public LogIndex Index { get; }

    /// <exception cref="HostRefusalException">A path does not exist or cannot be read, or nothing in the input is a log row.</exception>
    public static LogInput Read(IReadOnlyList<string> paths, bool keepRaw, CancellationToken ct)
    {
        var rejected = new List<RejectedRow>();
        var input = new LogInput(new LogPaths(rejected).Open(paths), new LogIndex());
        try
        {
            rejected.ForEach(input.Index.Reject);
            input.Scan(keepRaw, ct);
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
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

    private void Scan(bool keepRaw, CancellationToken ct)
    {
        var scanner = new LogScanner(Index, EvidenceRules.Shipped, keepRaw);
        using (var progress = new ProgressLine("Reading", Files.Sum(file => file.Length)))
        {
            scanner.Scan(Files, progress.Advance, ct);
        }

        Index.Sort();
        if (Index.Entries.Count == 0 && Index.Skipped.Count == 0)
        {
            throw new HostRefusalException(Index.Rejected is [var first, ..]
                ? $"Nothing in the input is a log row; first: {first.File} line {first.Line}: {first.Reason}, {OneLine(first.Text)}. Give logs of Entra, of Azure or of Windows: from diagnostic settings, Graph, Log Analytics, the portal or an agent."
                : "The input holds no rows: the files are empty.");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
