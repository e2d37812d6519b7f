namespace NhiEvents.Core;

/// <summary>
/// Handles one delivery of Event Grid part by part, such as identity by identity. A part that fails does not stop the others; parts that have not begun when the time is up fail without
/// being tried. The adapter hands what failed to the app's retry queue.
/// </summary>
/// <remarks>Event Grid waits 30 s for an answer. After that all events come again, and new ones are delayed too, up to hours.</remarks>
internal sealed class PartByPart<T>(TimeProvider time)
{
    /// <summary>What leaves room for the last part and for handing over the rest.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private readonly List<FailedEvents<T>> _failed = [];
    private readonly long _start = time.GetTimestamp();

    public IReadOnlyList<FailedEvents<T>> Failed => _failed;

    public bool IsTimeUp => time.GetElapsedTime(_start) > Budget;

    /// <param name="events">Those of this part.</param>
    /// <param name="told">Gets why the part failed.</param>
    public async Task HandleAsync(IReadOnlyList<T> events, Func<Task> handle, Action<Exception> told, CancellationToken ct)
    {
        if (IsTimeUp)
        {
            _failed.Add(new FailedEvents<T>(events, new TimeoutException($"The delivery has taken more than {Budget.TotalSeconds} s already.")));
            return;
        }

        try
        {
            await handle();
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            told(failure);
            _failed.Add(new FailedEvents<T>(events, failure));
        }
    }
}
