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
        var files = LogPaths.Open(paths);
        var input = new LogInput(files, new LogIndex());
        try
        {
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
    });

    /// <summary>What was left aside, in words.</summary>
    public void WriteNotes(TextWriter output)
    {
        if (Index.Rejected.Count > 0)
        {
            output.WriteLine($"{Index.Rejected.Count} row(s) could not be read; rejected.ndjson says which and why.");
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
            for (var number = 0; number < Files.Count; number++)
            {
                scanner.Scan(Files[number], number, progress.Advance, ct);
            }
        }

        Index.Sort();
        if (Index.Entries.Count == 0 && Index.Skipped.Count == 0)
        {
            throw new HostRefusalException(Index.Rejected is [var first, ..]
                ? $"Nothing in the input is a log row; first: {first.File} line {first.Line}: {first.Reason}. Give Entra sign-in logs as diagnostic settings write them (JSON)."
                : "The input holds no rows: the files are empty.");
        }
    }
}
