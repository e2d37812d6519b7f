using System.CommandLine;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Contracts.Messages;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Uninstall;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi uninstall</c>: what has to happen before the system is taken away, on this machine or on Azure.</summary>
internal static class UninstallCommand
{
    private static readonly Option<DirectoryInfo> State = StateOption.Create();

    private static readonly Option<Uri?> Tables = TablesOption.Create(", with --namespace");

    private static readonly Option<string?> Namespace = new("--namespace") { Description = "Their Service Bus namespace, such as nhi-prod.servicebus.windows.net", HelpName = "HOST" };

    public static Command Create()
    {
        var person = new Option<string>("--as") { Description = "Object id of your account: it stands in the records as who ended them", Required = true, HelpName = "PERSON_ID" };
        var handOver = new Option<string[]>("--hand-over") { Description = "Id of an exception that stays, or `all`; its owner ends it. May be repeated", HelpName = "ID", AllowMultipleArgumentsPerToken = false };
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for handover.json and ledger.ndjson", Required = true, HelpName = "DIR" };
        var apply = new Option<bool>("--apply") { Description = "Do it; without this it only says what it would do" };
        var command = new Command("uninstall", "End or hand over every exception, and export the ledger, before the system is taken away (on this machine, stop `nhi run` first)") { person, handOver, folder, apply, State, Tables, Namespace };
        command.SetAction(async (parsed, ct) =>
        {
            var request = new UninstallRequest(parsed.GetRequiredValue(person).Trim(), parsed.GetValue(handOver) ?? [], parsed.GetValue(apply), parsed.GetRequiredValue(folder).FullName);
            var left = parsed.GetValue(Tables) is { } tables ? await OnAzureAsync(tables, parsed.GetValue(Namespace), request, ct) : await HereAsync(parsed.GetRequiredValue(State), request, ct);
            return left == 0 ? CommandLine.Done : CommandLine.Attention;
        });
        return command;
    }

    private static async Task<int> HereAsync(DirectoryInfo state, UninstallRequest request, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var inbox = new CommandInbox(state.FullName);
        var places = new UninstallPlaces(
            AppStores.Here(storage),
            (queue, message, _) =>
            {
                inbox.Put(queue, message, TimeProvider.System.GetUtcNow());
                return Task.CompletedTask;
            });
        return await new UninstallRun(places, TimeProvider.System, Console.Out).RunAsync(request, ct);
    }

    private static async Task<int> OnAzureAsync(Uri tables, string? bus, UninstallRequest request, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(bus))
        {
            throw new HostRefusalException("--tables needs --namespace HOST, the Service Bus namespace of the apps, such as nhi-prod.servicebus.windows.net");
        }

        var credential = new DefaultAzureCredential(includeInteractiveCredentials: false);
        try
        {
            await using var client = new ServiceBusClient(bus, credential);
            var sender = new AzureMessageBus(client, Queues.WithSessions);
            var places = new UninstallPlaces(
                AppStores.OnAzure(tables, credential),
                (queue, message, stop) => sender.SendAsync(queue, [message], stop));
            return await new UninstallRun(places, TimeProvider.System, Console.Out).RunAsync(request, ct);
        }
        catch (Exception fault) when (fault is global::Azure.RequestFailedException or ServiceBusException or AuthenticationFailedException or UnauthorizedAccessException)
        {
            throw HostRefusalException.Unanswered("Azure", fault, "the roles Storage Table Data Reader and Azure Service Bus Data Sender");
        }
    }
}
