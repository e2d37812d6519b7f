using System.CommandLine;
using Azure.Core;
using NhiEvents.Local.Doctor;
using NhiEvents.Local.Onboard.Tenant;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi doctor</c>: what is configured, reachable and missing.</summary>
internal static class DoctorCommand
{
    /// <inheritdoc cref="OnboardCommand.Create"/>
    public static Command Create(Func<string, TokenCredential>? credentialFor = null, TimeProvider? time = null)
    {
        var state = StateOption.Create();
        var port = PortOption.Create("Port of the first app");
        var command = new Command("doctor", "Say what is configured, reachable and missing on this machine, and with --tenant what licences and permissions there are") { state, port };
        var tenant = new TenantOptions();
        tenant.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            IReadOnlyList<Check> checks = [.. await Checks.RunAsync(parsed.GetRequiredValue(state), parsed.GetValue(port)), .. await TenantAsync(tenant, parsed, ct)];
            foreach (var check in checks)
            {
                Console.WriteLine($"{check.Mark,-8} {check.Subject,-20} {check.Text}");
            }

            return checks.Any(check => check.Verdict is Verdict.Missing) ? CommandLine.Attention : CommandLine.Done;
        });
        return command;

        async Task<IEnumerable<Check>> TenantAsync(TenantOptions options, ParseResult parsed, CancellationToken ct)
        {
            if (options.Id(parsed) is null)
            {
                return [];
            }

            using var connection = options.Connect(parsed, credentialFor, time ?? TimeProvider.System);
            return (await TenantProbe.RunAsync(connection, ct)).Select(Shown);
        }
    }

    private static Check Shown(TenantCheck check) => check.Answer switch
    {
        TenantAnswer.Yes => new(Verdict.Ok, check.Subject, $"{check.Text}; for {check.Without}"),
        TenantAnswer.NoLicence => new(Verdict.Note, check.Subject, $"{check.Text}; without it: {check.Without}"),
        TenantAnswer.NotRead => new(Verdict.Missing, check.Subject, $"{check.Text} Without it: {check.Without}"),
    };
}
