namespace NhiEvents.Local.Output;

/// <summary>One line on standard error that says how far a long step is; nothing when that is no terminal.</summary>
internal sealed class ProgressLine(string verb, long total) : IDisposable
{
    private const int Width = 30;

    private readonly bool _shown = !Console.IsErrorRedirected && total > 0;
    private long _done;
    private int _percent = -1;

    /// <param name="more">Done since the last call, in the unit of the total.</param>
    public void Advance(long more) => MoveTo(_done + more);

    public void MoveTo(long done)
    {
        _done = done;
        var percent = (int)(100 * Math.Min(done, total) / Math.Max(total, 1));
        if (_shown && percent != _percent)
        {
            _percent = percent;
            var filled = Width * percent / 100;
            Console.Error.Write($"\r{verb} [{new string('#', filled)}{new string('.', Width - filled)}] {percent,3} %");
        }
    }

    public void Dispose()
    {
        if (_shown)
        {
            Console.Error.Write($"\r{new string(' ', verb.Length + Width + 10)}\r");
        }
    }
}
