using System.Diagnostics;
using System.Globalization;

namespace NhiEvents.Scenarios;

/// <summary>How a person ends what runs.</summary>
internal static class CtrlC
{
    /// <summary>Where Linux says what this process ignores: a mask, signal 1 first.</summary>
    private const string OwnStatus = "/proc/self/status";

    private const string IgnoredSignals = "SigIgn:";

    private const int SigInt = 2;

    /// <summary>What a shell without job control starts in the background ignores it, and so do the programs that that starts: they get what a service manager sends.</summary>
    private static string Interrupt { get; } = IgnoresInterrupt() ? "-TERM" : "-INT";

    public static void Press(Process process)
    {
        using var interrupt = Process.Start("kill", [Interrupt, process.Id.ToString(CultureInfo.InvariantCulture)]);
        interrupt.WaitForExit();
    }

    private static bool IgnoresInterrupt() =>
        File.Exists(OwnStatus) && File.ReadLines(OwnStatus).FirstOrDefault(line => line.StartsWith(IgnoredSignals, StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line[IgnoredSignals.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (SigInt - 1))) != 0;
}
