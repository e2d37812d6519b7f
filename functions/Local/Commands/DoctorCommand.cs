using System.CommandLine;
using NhiEvents.Local.Doctor;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi doctor</c>: what is configured, reachable and missing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var port = new Option<int>("--port") { Description = "Port of the first app", DefaultValueFactory = _ => 7071, HelpName = "N" };
        var command = new Command("doctor", "Say what is configured, reachable and missing on this machine") { state, port };
        command.SetAction(async (parsed, ct) =>
        {
            var checks = await Checks.RunAsync(parsed.GetRequiredValue(state), parsed.GetValue(port));
            foreach (var check in checks)
            {
                Console.WriteLine($"{check.Mark,-8} {check.Subject,-18} {check.Text}");
            }

            return checks.Any(check => check.Verdict is Verdict.Missing) ? CommandLine.Attention : CommandLine.Done;
        });
        return command;
    }
}
