using System.CommandLine;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary>The commands of <c>nhi</c> and their exit codes.</summary>
internal static class CommandLine
{
    /// <summary>The command did what it was asked for.</summary>
    public const int Done = 0;

    /// <summary>The command ran and found something that needs a person.</summary>
    public const int Attention = 1;

    /// <summary>Wrong usage, unreadable input or a setting to mend; one line on standard error says which.</summary>
    public const int Refused = 2;

    /// <summary>A person or a service manager has ended the command before it was done: 128 and the number of Ctrl+C's signal, as shells say it.</summary>
    public const int Stopped = 130;

    public static async Task<int> RunAsync(string[] args, CancellationToken ct = default)
    {
        var root = new RootCommand(
            """
            NhiEvents keeps non-human identities working and safe once MFA is enforced.

            Start here:   nhi demo           a simulated tenant on the day MFA is enforced
            Your logs:    nhi replay my-exported-logs/ --out report/
            Then:         nhi run            the system on this machine, waiting for log rows
                          nhi doctor         what is configured, reachable and missing

            Exit codes: 0 done, 1 done and something needs a person, 2 wrong usage or unreadable input, 130 stopped.
            """)
        {
            DemoCommand.Create(),
            ReplayCommand.Create(),
            OnboardCommand.Create(),
            PreflightCommand.Create(),
            SimulateCommand.Create(),
            RunCommand.Create(),
            FindingsCommand.Create(),
            ExceptionsCommand.Create(),
            ReactionsCommand.Create(),
            PlaybooksCommand.Create(),
            TicketsCommand.Create(),
            RotationsCommand.Create(),
            CredentialsCommand.Create(),
            LedgerCommand.Create(),
            DeadLettersCommand.Create(),
            PrivacyCommand.Create(),
            UninstallCommand.Create(),
            RulesCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
            new Command("test", "Build and run the tests: ./nhi test [--full]. The launcher does this; it needs the sources."),
        };
        foreach (var command in BrakeCommands.Create())
        {
            root.Subcommands.Add(command);
        }

        var parsed = root.Parse(args);
        if (UsageFault.Of(parsed, args) is { } fault)
        {
            return Refuse(fault);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Console.Error.WriteLine("nhi: stopped before it was done.");
            return Stopped;
        }
        catch (Exception failure) when (failure is HostRefusalException or SqliteStorageException or UnauthorizedAccessException or IOException or InvalidDataException or PlatformNotSupportedException)
        {
            return Refuse(failure.Message);
        }
    }

    private static int Refuse(string line)
    {
        Console.Error.WriteLine("nhi: " + line);
        return Refused;
    }
}
