using System.Diagnostics;
using NhiEvents.Local.Commands;
using NhiEvents.Tests;

namespace NhiEvents.Scenarios;

/// <summary>The program as its users start it.</summary>
internal static class Nhi
{
    /// <summary>Longest any command of these tests may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static string Program { get; } = Path.Combine(
        Repository.Root, "functions", "Local", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!, "net10.0", "nhi.dll");

    /// <summary>Runs the same command line in this process, which spares its start. For what a command finds and prints through the console; what is served, read from standard input, killed or timed is a process.</summary>
    public static Task<Ran> HereAsync(params IReadOnlyList<string> arguments) => OwnConsole.RunAsync(() => CommandLine.RunAsync([.. arguments]));

    /// <summary><c>nhi run --until-idle</c>, in this process. A port that was free a moment ago may be another test's by now: then on others.</summary>
    public static async Task<Ran> RunUntilIdleAsync(string state, params IReadOnlyList<string> more)
    {
        for (var attempts = 5; ; attempts--)
        {
            var ran = await HereAsync(["run", "--state", state, "--port", $"{FreePorts.Next()}", "--until-idle", .. more]);
            if (attempts == 1 || !ran.Errors.Contains(" is taken", StringComparison.Ordinal))
            {
                return ran;
            }
        }
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<Ran> RunAsync(params IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process);
    }

    /// <summary>Waits for the end.</summary>
    public static async Task<Ran> EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            Assert.Fail($"nhi {string.Join(' ', process.StartInfo.ArgumentList.Skip(1))} did not end within {Limit}. Output so far: {await output}{await errors}");
        }

        return new Ran(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs and is killed (SIGKILL) after the time, unless it ended before. Returns true when it was killed.</summary>
    public static bool RunAndKill(TimeSpan after, params IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(after))
        {
            return false;
        }

        process.Kill();
        process.WaitForExit();
        return true;
    }

    public static Process Start(IReadOnlyList<string> arguments) => Process.Start(Command(arguments))!;

    public static ProcessStartInfo Command(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}

internal sealed record Ran(int ExitCode, string Output, string Errors);
