using NhiEvents.Embedded.Scheduling;

namespace NhiEvents.Local.Hosting;

/// <summary>Stops a run when everything that came in has been handled: nothing in the log, on the topic or in a queue that is due now.</summary>
internal static class IdleStop
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <param name="fed">Completes when the input has been sent in.</param>
    public static void Watch(LocalHost host, Scheduler scheduler, Task fed, CancellationTokenSource stop)
    {
        var quiet = 0;
        var work = scheduler.Register("the idle watch", LookAsync);
        work.Wake(scheduler.Time.GetUtcNow());

        async Task<DateTimeOffset?> LookAsync(CancellationToken ct)
        {
            quiet = fed.IsCompleted && !host.IsBusy && host.Storage.IsIdle(scheduler.Time.GetUtcNow()) ? quiet + 1 : 0;
            if (quiet > 1) // twice: what left one store may be on its way into another
            {
                await stop.CancelAsync();
                return null;
            }

            return scheduler.Time.GetUtcNow() + LookEvery;
        }
    }
}
