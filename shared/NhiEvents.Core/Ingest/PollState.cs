using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest;

/// <summary>How far each log has been read. One document: the poller is one timer.</summary>
/// <param name="NotBefore">The service asked for a pause until then.</param>
internal sealed record PollState(DateTimeOffset NotBefore, SortedDictionary<EntraLog, PollProgress> Logs)
{
    /// <summary>With this log's progress in place of what it was.</summary>
    public PollState With(EntraLog log, PollProgress progress) => this with { Logs = new SortedDictionary<EntraLog, PollProgress>(Logs) { [log] = progress } };
}

/// <summary>How far one log has been read.</summary>
/// <param name="ReadUntil">Every row of before that time has been handled, but for those that came later than the overlap.</param>
/// <param name="AskedAt">The last request.</param>
/// <param name="NotBefore">The next request.</param>
internal sealed record PollProgress(DateTimeOffset ReadUntil, DateTimeOffset AskedAt, DateTimeOffset NotBefore)
{
    /// <summary>The query that is not read to its end yet.</summary>
    public PollWindow? Open { get; init; }

    /// <summary>Why the service refuses the log; it was told once.</summary>
    public string? Refused { get; init; }
}

/// <summary>A query, and where it goes on.</summary>
internal sealed record PollWindow(DateTimeOffset From, DateTimeOffset Until, string? Continuation);
