using System.CommandLine;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi exceptions request</c>.</summary>
internal static class ExceptionRequest
{
    public static Command Create()
    {
        var identity = new Option<string>("--identity") { Description = "Object id of the identity", Required = true, HelpName = "ID" };
        var policy = new Option<string[]>("--policy") { Description = "Conditional Access policies to be excluded from", HelpName = "ID", AllowMultipleArgumentsPerToken = true };
        var network = new Option<string[]>("--network") { Description = "Networks that it signs in from, such as 192.0.2.0/28", HelpName = "CIDR", AllowMultipleArgumentsPerToken = true };
        var app = new Option<string[]>("--app") { Description = "Application ids of the resources that it may use (default: any)", HelpName = "ID", AllowMultipleArgumentsPerToken = true };
        var until = EndOption.Create("Its end: a time such as 2026-03-20T17:00Z, or a span from now such as 20d or 72h. Left out for a standing exception only");
        var owner = new Option<string?>("--owner") { Description = "Object id of the account of the person who answers for the identity", HelpName = "ID" };
        var reason = new Option<string?>("--reason") { Description = "What breaks without it", HelpName = "TEXT" };
        var kind = new Option<ExemptionKind>("--kind") { Description = "Standard, InteractiveMaintenance (by --used-by, a few hours) or Standing (structural accounts, no end)", DefaultValueFactory = _ => ExemptionKind.Standard };
        var usedBy = new Option<string?>("--used-by") { Description = "Interactive maintenance: object id of the account of whoever will use it", HelpName = "ID" };
        var ticket = new Option<string?>("--ticket") { Description = "Ticket in which it is asked for", HelpName = "ID" };
        var common = new PersonOptions();
        var command = new Command("request", "Ask for an exception; somebody else has to approve it") { identity, policy, network, app, until, owner, reason, kind, usedBy, ticket };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var (id, of) = ("", parsed.GetRequiredValue(identity).Trim());
            var given = common.Give(parsed, (tenant, person, now) =>
            {
                var request = new RequestExemption(
                    tenant, MessageIds.From("cli-request", person, of, KeyText.Sortable(now)), of, parsed.GetValue(kind), person, parsed.GetValue(policy) ?? [], parsed.GetValue(network) ?? [], parsed.GetValue(app) ?? [], now)
                {
                    End = EndOption.Read(parsed.GetValue(until), now),
                    OwnerId = parsed.GetValue(owner),
                    Reason = parsed.GetValue(reason),
                    UsedById = parsed.GetValue(usedBy),
                    Ticket = parsed.GetValue(ticket),
                };
                RefuseFaults(request, now);
                id = ExemptionIds.Of(request);
                return [(Queues.Exceptions, new OutgoingMessage(MessageIds.From(RequestExemption.Kind, id), RequestExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(request, NhiJson.Default.RequestExemption)))];
            });
            Console.WriteLine($"Its id will be {id}. To approve it, as somebody else: nhi exceptions approve {id} --identity {of} --tenant ID --as PERSON_ID");
            return given;
        });
        return command;
    }

    /// <summary>What is wrong whatever the limits and policies are; the rest is decided by the host, which can read them.</summary>
    private static void RefuseFaults(RequestExemption request, DateTimeOffset now)
    {
        var faults = RequestForecast.Of(request, null, new KnownIdentity(null, false, [], [], 0), now).Faults;
        if (faults.Count > 0)
        {
            throw new HostRefusalException($"This would be refused; {faults.Count} thing(s) to mend:{string.Concat(faults.Select(fault => "\n  - " + fault.Text))}");
        }
    }
}
