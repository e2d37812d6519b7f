using System.Runtime.InteropServices;

namespace NhiEvents.Local;

/// <summary>Ctrl+C, and what a service manager sends. Heard from the first moment on: the first asks for an end in order, which may take a while; the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long the end in order may take: calls have 10 s to finish, then what is open is closed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _end;
    private readonly PosixSignalRegistration[] _heard;

    public StopSignals()
    {
        _end = TimeProvider.System.CreateTimer(_ => Environment.Exit(Commands.CommandLine.Stopped), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _heard = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Hear))];
    }

    /// <summary>Cancelled by the first of them.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        Array.ForEach(_heard, signal => signal.Dispose());
        _end.Dispose();
        _stop.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        if (_stop.IsCancellationRequested)
        {
            return; // Not held back: the system ends the process.
        }

        signal.Cancel = true;
        _end.Change(Patience, Timeout.InfiniteTimeSpan);
        _stop.Cancel();
    }
}
