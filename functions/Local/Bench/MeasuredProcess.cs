using System.ComponentModel;
using System.Diagnostics;

namespace NhiEvents.Local.Bench;

/// <summary>A program that ran to its end, and what it took. Processor time and memory are looked at every few milliseconds while it runs.</summary>
/// <param name="Peak">Bytes of memory.</param>
internal sealed record MeasuredProcess(int ExitCode, string Output, string Errors, TimeSpan Wall, TimeSpan Processor, long Peak)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <returns>Null when there is no such program.</returns>
    public static MeasuredProcess? Run(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            var (processor, peak) = (TimeSpan.Zero, 0L);
            while (!process.WaitForExit(Look))
            {
                if (ct.IsCancellationRequested)
                {
                    process.Kill(entireProcessTree: true);
                }

                (processor, peak) = Seen(process, processor, peak);
            }

            var wall = watch.Elapsed;
            ct.ThrowIfCancellationRequested();
            return new MeasuredProcess(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult(), wall, processor, peak);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static (TimeSpan Processor, long Peak) Seen(Process process, TimeSpan processor, long peak)
    {
        try
        {
            process.Refresh();
            return (process.TotalProcessorTime, Math.Max(peak, process.PeakWorkingSet64));
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            return (processor, peak); // it ended just now
        }
    }
}
