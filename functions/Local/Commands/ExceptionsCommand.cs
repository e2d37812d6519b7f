using System.CommandLine;
using System.Text.Json.Nodes;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.State;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi exceptions</c>: asks for exceptions and decides on them, with a running host and without one; lists and shows those of a stopped host.</summary>
internal static class ExceptionsCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var id = new Argument<string>("ID") { Description = "As `nhi exceptions list` shows it" };
        var list = new Command("list", "Every exception, those that wait for a person first (stop `nhi run` first)") { state };
        list.SetAction((parsed, ct) => ListAsync(parsed.GetRequiredValue(state), ct));
        var show = new Command("show", "One exception: who, from what, until when, and what has happened (stop `nhi run` first)") { state, id };
        show.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(id), ct));
        var command = new Command("exceptions", "Ask for exceptions, decide on them, list and show them") { list, show, ExceptionRequest.Create() };
        foreach (var word in ExceptionWords.Create().Concat(ExceptionImport.Create()))
        {
            command.Subcommands.Add(word);
        }

        return command;
    }

    private static async Task<int> ListAsync(DirectoryInfo state, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var (exceptions, total, waiting, after) = (Open(storage), 0, 0, (string?)null);
        do
        {
            var page = JsonNode.Parse(await exceptions.ReadPageAsync(new ListQuery([new("limit", "200"), new("after", after)]), PortalScope.All, ct))!;
            foreach (var one in page["items"]!.AsArray())
            {
                var exception = one!["exception"]!;
                (total, waiting) = (total + 1, waiting + (exception["waits"] is null ? 0 : 1));
                Console.WriteLine(ResultTable.Printable($"{exception["id"]}  {exception["state"],-13} ends {Time(exception["end"]),-17}  {one["identity"]!["displayName"] ?? one["identity"]!["id"]}{(exception["waits"] is null ? "" : "  (waits for a person)")}"));
            }

            after = (string?)page["next"];
        }
        while (after is not null);

        Console.WriteLine($"{total} exception(s); {waiting} wait for a person.");
        return waiting > 0 ? CommandLine.Attention : CommandLine.Done;
    }

    private static async Task<int> ShowAsync(DirectoryInfo state, string id, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var bytes = await Open(storage).ReadOneAsync(id, PortalScope.All, ct) ?? throw new HostRefusalException($"There is no exception {id}. See: nhi exceptions list");
        var found = JsonNode.Parse(bytes)!;
        var (record, last) = (found["exception"]!, found["exception"]!["last"]);
        var (details, request) = (last?["details"], record["request"]);
        foreach (var (name, value) in new (string, object?)[]
        {
            ("exception", record["id"]), ("of", $"{found["identity"]!["displayName"]} ({found["identity"]!["id"]})"), ("state", found["state"]), ("ends", Time(last?["end"] ?? request?["end"])),
            ("policies", Joined(details?["policies"] ?? request?["policyIds"])), ("networks", Joined(details?["networks"] ?? request?["networks"])),
            ("guard", (bool?)details?["guarded"] switch { true => "keeps it to the networks", false => "none", null => null }),
            ("owner", details?["owner"] ?? request?["ownerId"]), ("asked by", details?["requester"] ?? request?["requesterId"]),
            ("approved by", Joined(details?["approvals"], approval => approval["personId"])), ("reason", details?["reason"] ?? request?["reason"]), ("ticket", last?["ticket"] ?? request?["ticket"]), ("proof", details?["proof"]),
            ("to know", last?["text"] ?? details?["trouble"]),
        })
        {
            if (value?.ToString() is { Length: > 0 } text)
            {
                Console.WriteLine(ResultTable.Printable($"{name,-11} {text}"));
            }
        }

        foreach (var line in (record["refused"]?["faults"]?.AsArray().Select(fault => $"refused     {fault}") ?? [])
            .Concat(details?["history"]?.AsArray().Select(step => $"{Time(step!["at"])}  {step["what"]}{(step["by"] is { } by ? $" (by {by})" : "")}") ?? []))
        {
            Console.WriteLine(ResultTable.Printable(line));
        }

        return CommandLine.Done;
    }

    /// <summary>The portal's list: it has what was asked for and refused, too.</summary>
    private static ExceptionList Open(Storage storage)
    {
        var store = storage.Table("portal");
        var outbox = new Outbox(store, new SqliteMessageBus(storage.Broker), TimeProvider.System);
        return new ExceptionList(store, outbox, TimeProvider.System, new IdentityList(store, outbox, TimeProvider.System, new FindingList(store, outbox, TimeProvider.System), new AttestationList(store, outbox, TimeProvider.System)));
    }

    private static string Time(JsonNode? time) => time is null ? "never" : time.GetValue<DateTimeOffset>().UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Joined(JsonNode? values, Func<JsonNode, JsonNode?>? part = null) => string.Join(", ", values?.AsArray().Select(value => part is null ? value : part(value!)) ?? []);
}
