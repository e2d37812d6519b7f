using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi exceptions approve|deny|extend|revoke</c>: what a person says about an exception.</summary>
internal static class ExceptionWords
{
    private const int ShortestReason = 10;

    private const int LongestReason = 1000;

    public static IReadOnlyList<Command> Create() => [Approve(), Deny(), Extend(), Revoke()];

    private static Command Approve()
    {
        var extension = Extension();
        return Word("approve", "Approve a request or an extension, not your own; say that a suspended one may go on; review a standing one", [extension], null, (parsed, said) => Of(
            ApproveExemption.Kind, said, new ApproveExemption(said.Tenant, said.Identity, said.Id, said.Person) { ExtensionId = parsed.GetValue(extension) }, NhiJson.Default.ApproveExemption));
    }

    private static Command Deny()
    {
        var extension = Extension();
        return Word("deny", "Turn a request, or an extension, down", [extension], Reason("Why not"), (parsed, said) => Of(
            DenyExemption.Kind, said, new DenyExemption(said.Tenant, said.Identity, said.Id, said.Person) { ExtensionId = parsed.GetValue(extension), Reason = said.Reason }, NhiJson.Default.DenyExemption));
    }

    private static Command Extend()
    {
        var until = EndOption.Create("The new end: a time such as 2026-03-20T17:00Z, or a span from now such as 20d or 72h");
        until.Required = true;
        var emergency = new Option<bool>("--emergency") { Description = "The one emergency extension: 72 hours at the most, approved by somebody who has not approved before" };
        return Word("extend", "Ask for a later end; it needs an approval of its own", [until, emergency], Reason("Why it takes longer"), (parsed, said) =>
        {
            var id = MessageIds.From("cli-extension", said.Id, said.Person, KeyText.Sortable(said.Now));
            Console.WriteLine($"The extension's id is {id}. To approve it, as somebody else: nhi exceptions approve {said.Id} --identity {said.Identity} --extension {id} --tenant ID --as PERSON_ID");
            return Of(
                ExtendExemption.Kind, said, new ExtendExemption(said.Tenant, said.Identity, said.Id, id, said.Person, EndOption.Read(parsed.GetValue(until), said.Now)!.Value, said.Reason!) { Emergency = parsed.GetValue(emergency) },
                NhiJson.Default.ExtendExemption);
        });
    }

    private static Command Revoke() => Word("revoke", "End an exception now", [], Reason("Why it ends"), (_, said) => Of(
        RevokeExemption.Kind, said, new RevokeExemption(said.Tenant, said.Identity, said.Id, said.Person) { Reason = said.Reason }, NhiJson.Default.RevokeExemption));

    private static Command Word(string name, string description, IReadOnlyList<Option> own, Option<string>? reason, Func<ParseResult, Said, OutgoingMessage> command)
    {
        var id = new Argument<string>("ID") { Description = "The exception's, as `nhi exceptions list` and `request` show it" };
        var identity = new Option<string>("--identity") { Description = "Object id of the identity that it is about", Required = true, HelpName = "ID" };
        var common = new PersonOptions();
        var word = new Command(name, description) { id, identity };
        foreach (var option in reason is null ? own : own.Append(reason))
        {
            word.Options.Add(option);
        }

        common.AddTo(word);
        word.SetAction(parsed =>
        {
            var why = reason is null ? null : parsed.GetRequiredValue(reason).Trim();
            if (why is not null and not { Length: >= ShortestReason and <= LongestReason })
            {
                throw new HostRefusalException($"--reason needs {ShortestReason} to {LongestReason} characters. Say in a few words why.");
            }

            return common.Give(parsed, (tenant, person, now) => [(Queues.Exceptions, command(parsed, new Said(tenant, parsed.GetRequiredValue(identity).Trim(), parsed.GetRequiredValue(id).Trim(), person, why, now)))]);
        });
        return word;
    }

    private static Option<string?> Extension() => new("--extension") { Description = "The extension that is meant, as `extend` printed it (default: the request)", HelpName = "ID" };

    private static Option<string> Reason(string description) => new("--reason") { Description = description, Required = true, HelpName = "TEXT" };

    private static OutgoingMessage Of<T>(string kind, Said said, T command, JsonTypeInfo<T> type) =>
        new(MessageIds.From(kind, said.Id, said.Person, KeyText.Sortable(said.Now)), kind, JsonSerializer.SerializeToUtf8Bytes(command, type));

    /// <summary>Who says something about which exception.</summary>
    private sealed record Said(string Tenant, string Identity, string Id, string Person, string? Reason, DateTimeOffset Now);
}
