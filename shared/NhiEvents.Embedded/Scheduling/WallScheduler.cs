using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NhiEvents.Embedded.Scheduling;

/// <summary>Real time: every source of work has its own loop, so one that is slow holds up no other.</summary>
/// <remarks>A step that throws is logged and runs again after a pause; a source decides itself what its own failure means.</remarks>
public sealed class WallScheduler(TimeProvider time, ILogger<WallScheduler> log) : Scheduler
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    /// <summary>Timers of the runtime count at most 2^32 ms; a later due time is looked at again then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ConcurrentQueue<WallWork> _registered = new();

    public override TimeProvider Time => time;

    public override Work Register(string name, Func<CancellationToken, Task<DateTimeOffset?>> step, bool keepsRunGoing = true)
    {
        var work = new WallWork(name, step);
        _registered.Enqueue(work);
        return work;
    }

    public override Task RunAsync(CancellationToken ct) => Task.WhenAll(_registered.Select(work => Task.Run(() => LoopAsync(work, ct), CancellationToken.None)));

    private async Task LoopAsync(WallWork work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(work, ct);
                if (await work.Step(ct) is { } next)
                {
                    work.Wake(next);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                log.StepFailed(work.Name, fault);
                work.Wake(time.GetUtcNow() + PauseAfterFault);
            }
        }
    }

    private async Task WaitAsync(WallWork work, CancellationToken ct)
    {
        while (true)
        {
            var left = work.Due - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                work.Started();
                return;
            }

            await work.WaitAsync(left < LongestWait ? left : LongestWait, time, ct);
        }
    }

    private sealed class WallWork(string name, Func<CancellationToken, Task<DateTimeOffset?>> step) : Work(name)
    {
        private readonly Lock _gate = new();
        private DateTimeOffset _due = DateTimeOffset.MaxValue;
        private TaskCompletionSource _earlier = NewSignal();

        public Func<CancellationToken, Task<DateTimeOffset?>> Step => step;

        public DateTimeOffset Due
        {
            get
            {
                lock (_gate)
                {
                    return _due;
                }
            }
        }

        public override void Wake(DateTimeOffset due)
        {
            lock (_gate)
            {
                if (due >= _due)
                {
                    return;
                }

                _due = due;
                _earlier.TrySetResult();
            }
        }

        public void Started()
        {
            lock (_gate)
            {
                _due = DateTimeOffset.MaxValue;
                _earlier = NewSignal();
            }
        }

        /// <summary>Returns when the time has passed or an earlier run was asked for.</summary>
        public async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken ct)
        {
            Task earlier;
            lock (_gate)
            {
                if (_earlier.Task.IsCompleted)
                {
                    _earlier = NewSignal();
                    return;
                }

                earlier = _earlier.Task;
            }

            try
            {
                await earlier.WaitAsync(wait, time, ct);
            }
            catch (TimeoutException)
            {
                // The due time has come.
            }
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
