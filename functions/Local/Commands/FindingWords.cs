using System.CommandLine;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.State;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi findings mute</c> and <c>unmute</c>: nobody is told of a finding until a time, with a running host and without one.</summary>
internal static class FindingWords
{
    private const int MaxReason = 500;

    public static IReadOnlyList<Command> Create() => [Mute(), Unmute()];

    private static Command Mute()
    {
        var (common, id, identity) = (new PersonOptions(), Id(), Identity());
        var until = EndOption.Create("When it is heard again: a time, or a span such as 7d; the setting Response:LongestMute is the cap");
        until.Required = true;
        var reason = new Option<string>("--reason") { Description = "Why nobody has to hear of it", Required = true, HelpName = "TEXT" };
        var command = new Command("mute", "Raise no ticket and no notice about a finding until a time, or until it worsens") { id, identity, until, reason };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var why = parsed.GetRequiredValue(reason).Trim();
            if (why.Length is 0 or > MaxReason)
            {
                throw new HostRefusalException($"--reason is empty or longer than {MaxReason} characters. Say in a few words why.");
            }

            return common.Give(parsed, (tenant, person, now) =>
            {
                var end = EndOption.Read(parsed.GetValue(until), now) is { } given && given > now ? given : throw new HostRefusalException("--until must be in the future: a mute always ends.");
                return [(Queues.Reactions, MuteAsks.Of(new MuteFinding(tenant, parsed.GetRequiredValue(identity), parsed.GetRequiredValue(id), person, why, end, now)))];
            });
        });
        return command;
    }

    private static Command Unmute()
    {
        var (common, id, identity) = (new PersonOptions(), Id(), Identity());
        var command = new Command("unmute", "Hear of a muted finding again") { id, identity };
        common.AddTo(command);
        command.SetAction(parsed => common.Give(parsed, (tenant, person, now) =>
            [(Queues.Reactions, MuteAsks.Of(new UnmuteFinding(tenant, parsed.GetRequiredValue(identity), parsed.GetRequiredValue(id), person, now)))]));
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "Of the finding, as findings.json has it" };

    private static Option<string> Identity() => new("--identity") { Description = "Object id of the identity that the finding is about", Required = true, HelpName = "ID" };
}
