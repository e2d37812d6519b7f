using System.Text.Json;
using Microsoft.Extensions.Configuration;
using NhiEvents.Core.Detection;
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

    /// <param name="rules">What shows that an identity is no person; the shipped rules when none are given.</param>
    /// <exception cref="HostRefusalException">A path does not exist or cannot be read, or nothing in the input is a log row.</exception>
    public static LogInput Read(IReadOnlyList<string> paths, bool keepRaw, CancellationToken ct, EvidenceRules? rules = null)
    {
        var rejected = new List<RejectedRow>();
        var input = new LogInput(new LogPaths(rejected).Open(paths), new LogIndex());
        try
        {
            rejected.ForEach(input.Index.Reject);
            input.Scan(keepRaw, rules ?? EvidenceRules.Shipped, ct);
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the rows of a period; the texts are those of <see cref="ReplayPeriod.Parse"/>.</summary>
    /// <exception cref="HostRefusalException">A text is no time, or no row is left.</exception>
    public void Narrow(string? since, string? until, IConfiguration settings)
    {
        if (Index.Entries.Count == 0 || (since is null && until is null))
        {
            return;
        }

        var (first, last) = (Index.Entries[0].Ticks, Index.Entries[^1].Ticks);
        var options = settings.GetSection(DetectionOptions.Section).Get<DetectionOptions>() ?? new DetectionOptions();
        Index.Narrow(ReplayPeriod.Parse(since, until, new DateTimeOffset(last, TimeSpan.Zero), options.AnswerWithin));
        if (Index.Entries.Count == 0)
        {
            throw new HostRefusalException($"No row is in the period; the input's rows are from {new DateTimeOffset(first, TimeSpan.Zero):yyyy-MM-dd HH:mm} to {new DateTimeOffset(last, TimeSpan.Zero):yyyy-MM-dd HH:mm} UTC.");
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

    private void Scan(bool keepRaw, EvidenceRules rules, CancellationToken ct)
    {
        var scanner = new LogScanner(Index, rules, keepRaw);
        using (var progress = new ProgressLine("Reading", Files.Sum(file => file.Length)))
        {
            scanner.Scan(Files, progress.Advance, ct);
        }

        Index.Sort();
        if (Index.Entries.Count == 0 && Index.Skipped.Count == 0)
        {
            throw new HostRefusalException(Index.Rejected is [var first, ..]
                ? $"Nothing in the input is a log row; first: {first.File} line {first.Line}: {first.Reason}, {OneLine(first.Text)}. Give Entra sign-in logs: from diagnostic settings, Graph, Log Analytics or the portal."
                : "The input holds no rows: the files are empty.");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
