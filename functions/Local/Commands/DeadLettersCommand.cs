using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using NhiEvents.Azure.ServiceBus;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi deadletters</c>: messages that were given up, on this machine or in a Service Bus namespace.</summary>
internal static class DeadLettersCommand
{
    /// <summary>Most dead letters of one queue or subscription that a list or <c>--all</c> takes.</summary>
    private const int Most = 1_000;

    private static readonly Option<DirectoryInfo> State = StateOption.Create();

    private static readonly Option<string?> Namespace = new("--namespace")
    {
        Description = "A Service Bus namespace, such as nhi-prod.servicebus.windows.net, instead of this machine; signs in as az, azd or the environment does",
        HelpName = "HOST",
    };

    private static readonly Argument<string> Entity = new("ENTITY") { Description = "A queue, or topic/subscription, as the list shows it" };

    public static Command Create()
    {
        var sequence = new Argument<long>("NUMBER") { Description = "As the list shows it" };
        var chosen = new Argument<long[]>("NUMBER") { Description = "One or several, as the list shows them", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All of this queue or subscription" };
        var body = new Option<bool>("--body") { Description = "Show the whole body, not only the names of its fields" };

        var list = new Command("list", "Every dead letter, with its reason");
        list.SetAction((parsed, ct) => WithAsync(parsed, deadLetters => ListAsync(deadLetters, ct)));
        var show = new Command("show", "One dead letter") { Entity, sequence, body };
        show.SetAction((parsed, ct) => WithAsync(parsed, deadLetters => ShowAsync(deadLetters, parsed.GetRequiredValue(Entity), parsed.GetRequiredValue(sequence), parsed.GetValue(body), ct)));
        var replay = new Command("replay", "Send dead letters again; mend the cause first") { Entity, chosen, all };
        replay.SetAction((parsed, ct) => WithAsync(parsed, deadLetters => TakeAsync(deadLetters, "sent again", deadLetters.ResubmitAsync, parsed, chosen, all, ct)));
        var discard = new Command("discard", "Remove dead letters for good") { Entity, chosen, all };
        discard.SetAction((parsed, ct) => WithAsync(parsed, deadLetters => TakeAsync(deadLetters, "discarded", deadLetters.DiscardAsync, parsed, chosen, all, ct)));

        var command = new Command("deadletters", "List, show, replay and discard messages that were given up (on this machine, stop `nhi run` first)") { list, show, replay, discard };
        foreach (var sub in command.Subcommands)
        {
            sub.Add(State);
            sub.Add(Namespace);
        }

        return command;
    }

    private static async Task<int> WithAsync(ParseResult parsed, Func<IDeadLetters, Task<int>> run)
    {
        if (parsed.GetResult(Entity) is not null && parsed.GetRequiredValue(Entity) is var entity && !Paths.Contains(entity, StringComparer.Ordinal))
        {
            throw new HostRefusalException($"There is no queue or subscription {entity}. There are: {string.Join(", ", Paths)}");
        }

        if (parsed.GetValue(Namespace) is { } host)
        {
            return await InNamespaceAsync(host, run);
        }

        await using var storage = StateOption.Open(parsed.GetRequiredValue(State));
        return await run(new SqliteDeadLetters(storage.Broker));
    }

    private static async Task<int> InNamespaceAsync(string host, Func<IDeadLetters, Task<int>> run)
    {
        try
        {
            await using var client = new ServiceBusClient(host, new DefaultAzureCredential(includeInteractiveCredentials: false));
            return await run(new AzureDeadLetters(client));
        }
        catch (Exception fault) when (fault is ServiceBusException or AuthenticationFailedException or UnauthorizedAccessException or InvalidOperationException or ArgumentException)
        {
            throw HostRefusalException.Unanswered(host, fault, "the role Azure Service Bus Data Receiver and, to send again, Data Sender");
        }
    }

    private static IReadOnlyList<string> Paths => Topology.Shipped.ServiceBus.Paths;

    private static async Task<int> ListAsync(IDeadLetters deadLetters, CancellationToken ct)
    {
        var count = 0;
        foreach (var path in Paths)
        {
            foreach (var dead in await deadLetters.PeekAsync(path, Most, 0, ct))
            {
                count++;
                Say($"{path} {dead.Sequence}  {dead.EnqueuedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC  {dead.Kind}  {dead.Reason}{(dead.Description is { } why ? ": " + why : "")}");
            }
        }

        Say($"{count} dead letter(s).{(count > 0 ? " To send one again: nhi deadletters replay ENTITY NUMBER" : "")}");
        return CommandLine.Done;
    }

    private static async Task<int> ShowAsync(IDeadLetters deadLetters, string entity, long sequence, bool body, CancellationToken ct)
    {
        if ((await deadLetters.PeekAsync(entity, 1, sequence, ct)).FirstOrDefault(dead => dead.Sequence == sequence) is not { } dead)
        {
            throw new HostRefusalException($"{entity} has no dead letter {sequence}. See: nhi deadletters list");
        }

        Say($"Message {dead.MessageId} of kind {dead.Kind} in {dead.EntityPath}, number {dead.Sequence}");
        Say($"Given up: {dead.Reason}{(dead.Description is { } why ? ": " + why : "")}");
        Say($"Came {dead.EnqueuedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; delivered {dead.DeliveryCount} time(s), put off {dead.Attempt} time(s) before");
        if (dead.SessionId is { } session)
        {
            Say($"Session {session}");
        }

        if (dead.TraceParent is { } trace)
        {
            Say($"Trace {trace}");
        }

        if (body)
        {
            Say($"Body: {Encoding.UTF8.GetString(dead.Body.Span)}");
        }
        else
        {
            Say($"Fields of its {dead.Body.Length} bytes: {FieldNames(dead.Body)} (values: --body)");
        }

        return CommandLine.Done;
    }

    private static async Task<int> TakeAsync(
        IDeadLetters deadLetters, string what, Func<string, IReadOnlyCollection<long>, CancellationToken, Task<int>> take, ParseResult parsed, Argument<long[]> chosen, Option<bool> all, CancellationToken ct)
    {
        var (entity, numbers) = (parsed.GetRequiredValue(Entity), parsed.GetValue(chosen) ?? []);
        if (parsed.GetValue(all) == (numbers.Length > 0))
        {
            throw new HostRefusalException("Name the numbers of the dead letters, or say --all; not both.");
        }

        var sequences = numbers.Length > 0 ? numbers : [.. (await deadLetters.PeekAsync(entity, Most, 0, ct)).Select(dead => dead.Sequence)];
        var taken = await take(entity, sequences, ct);
        Say($"{taken} of {sequences.Length} {what}.");
        return taken == sequences.Length ? CommandLine.Done : CommandLine.Attention;
    }

    /// <summary>Names only: a body may hold what log rows said of people.</summary>
    private static string FieldNames(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object ? string.Join(", ", document.RootElement.EnumerateObject().Select(field => field.Name)) : document.RootElement.ValueKind.ToString();
        }
        catch (JsonException)
        {
            return "not JSON";
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(ResultTable.Printable(text.ToString(CultureInfo.InvariantCulture)));
}
