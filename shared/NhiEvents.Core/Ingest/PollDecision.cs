using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest;

/// <summary>What to ask next, and what an answer means for how far a log is read. Pure.</summary>
internal static class PollDecision
{
    /// <summary>When the service asks for a pause and does not say how long.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>A licence or permission that is missing does not come by itself.</summary>
    public static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(1);

    /// <summary>The log whose turn it is: of those that are due the one that waited longest; null when none is due.</summary>
    public static LogQuery? Next(PollState state, DateTimeOffset now, PollOptions options)
    {
        if (state.NotBefore > now)
        {
            return null;
        }

        var due = from log in options.Logs.Distinct()
                  let progress = state.Logs.GetValueOrDefault(log)
                  where progress is null || progress.NotBefore <= now
                  orderby progress?.AskedAt ?? DateTimeOffset.MinValue, log
                  select (Log: log, Window: Window(progress, now, options));
        return due.Select(next => new LogQuery(next.Log, next.Window.From, next.Window.Until) { Continuation = next.Window.Continuation }).FirstOrDefault();
    }

    /// <summary>How far the log is read once the answer's rows are handled.</summary>
    public static PollState After(PollState state, LogQuery query, LogPage answer, DateTimeOffset now, PollOptions options)
    {
        var before = state.Logs.GetValueOrDefault(query.Log) ?? new PollProgress(now - options.StartBack, now, now);
        var asked = before with { AskedAt = now, NotBefore = now, Refused = null, Open = new PollWindow(query.From, query.Until, query.Continuation) };
        return answer switch
        {
            LogPage.Rows { Continuation: { } more } => state.With(query.Log, asked with { Open = asked.Open with { Continuation = more } }),
            LogPage.Rows => state.With(query.Log, asked with
            {
                Open = null,
                ReadUntil = query.Until > before.ReadUntil ? query.Until : before.ReadUntil,
                NotBefore = query.Until >= Second(now) ? now + options.Every : now, // behind: at once
            }),
            LogPage.Throttled throttled => state with { NotBefore = now + (throttled.RetryAfter is { } after && after > TimeSpan.Zero ? after : Pause) },
            LogPage.Refused refused => state.With(query.Log, asked with { Open = before.Open, NotBefore = now + AfterRefusal, Refused = refused.Reason }),
            LogPage.Expired => state.With(query.Log, asked with { Open = null }),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static PollWindow Window(PollProgress? progress, DateTimeOffset now, PollOptions options)
    {
        if (progress?.Open is { } open)
        {
            return open;
        }

        var readUntil = Second(progress?.ReadUntil ?? now - options.StartBack);
        var until = Second(now) < readUntil + options.LongestQuery ? Second(now) : readUntil + options.LongestQuery;
        return new PollWindow(readUntil - options.Overlap, until < readUntil ? readUntil : until, null);
    }

    /// <summary>The service compares whole seconds.</summary>
    private static DateTimeOffset Second(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
