using System.CommandLine;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi stop</c>, <c>nhi resume</c> and <c>nhi mode</c>: what holds every write, with a running host and without one.</summary>
internal static class BrakeCommands
{
    private const int MaxReason = 500;

    public static IReadOnlyList<Command> Create() => [Stop(), Resume(), Mode()];

    private static Command Stop()
    {
        var (common, reason) = (new PersonOptions(), new Option<string>("--reason") { Description = "Why, in a few words; it goes into the ledger", Required = true, HelpName = "TEXT" });
        var command = new Command("stop", "Stop every write into a tenant: exceptions, rotations and reactions") { reason };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var why = parsed.GetRequiredValue(reason).Trim();
            return why.Length is > 0 and <= MaxReason
                ? common.Give(parsed, (tenant, person, now) => BrakeMessages.Of(new StopWrites(tenant, person, why, now)))
                : throw new HostRefusalException($"--reason is empty or longer than {MaxReason} characters. Say in a few words why writes have to stop.");
        });
        return command;
    }

    private static Command Resume()
    {
        var (common, policy) = (new PersonOptions(), new Option<string?>("--policy") { Description = "Only the policy for which the policy writer stopped, because somebody else writes it too", HelpName = "ID" });
        var command = new Command("resume", "Let the writes that were stopped go on") { policy };
        common.AddTo(command);
        command.SetAction(parsed => common.Give(parsed, (tenant, person, now) => BrakeMessages.Of(new ResumeWrites(tenant, person, now) { PolicyId = parsed.GetValue(policy) })));
        return command;
    }

    private static Command Mode()
    {
        var mode = new Argument<ExceptionMode>("MODE") { Description = "observe, propose or enforce" };
        var (common, policy) = (new PersonOptions(), new Option<string?>("--policy") { Description = "Only this policy (default: the whole tenant)", HelpName = "ID" });
        var command = new Command("mode", "Change what exceptions may write; it changes when a second person asks for the same within a day") { mode, policy };
        common.AddTo(command);
        command.SetAction(parsed => common.Give(parsed, (tenant, person, now) =>
        {
            var change = new ChangeMode(tenant, person, parsed.GetRequiredValue(mode), parsed.GetValue(policy));
            var id = MessageIds.From(ChangeMode.Kind, tenant, person, KeyText.Sortable(now));
            return [(Queues.Exceptions, new OutgoingMessage(id, ChangeMode.Kind, JsonSerializer.SerializeToUtf8Bytes(change, NhiJson.Default.ChangeMode)))];
        }));
        return command;
    }
}
