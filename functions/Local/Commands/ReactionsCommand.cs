using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi reactions</c>: what a stopped host has done about its findings, and taking that back.</summary>
internal static class ReactionsCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var id = new Argument<string>("ID") { Description = "As `nhi reactions list` shows it" };
        var list = new Command("list", "Every reaction, the newest first") { state };
        list.SetAction((parsed, ct) => ListAsync(parsed.GetRequiredValue(state), ct));
        var show = new Command("show", "One reaction: why, how far, and its ticket") { state, id };
        show.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(id), ct));
        var undo = new Command("undo", "Take a reaction back; done when the host runs again") { state, id };
        undo.SetAction((parsed, ct) => UndoAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(id), ct));
        return new Command("reactions", "List, show and take back what was done about findings (stop `nhi run` first)") { list, show, undo };
    }

    private static async Task<int> ListAsync(DirectoryInfo state, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var all = await ReadAsync(storage, ct);
        foreach (var reaction in all)
        {
            Console.WriteLine(ResultTable.Printable(string.Create(
                CultureInfo.InvariantCulture, $"{reaction.Id}  {reaction.At.UtcDateTime:yyyy-MM-dd HH:mm}  {reaction.State,-9} {PlaybookBook.NameOf(reaction.Kind),-16} {reaction.FindingType} {reaction.Identity.DisplayName}")));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} reaction(s); {all.Count(reaction => reaction.State is ReactionState.Proposed)} wait for a person."));
        return all.Any(reaction => reaction.State is ReactionState.Proposed) ? CommandLine.Attention : CommandLine.Done;
    }

    private static async Task<int> ShowAsync(DirectoryInfo state, string id, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var reaction = await FindAsync(storage, id, ct);
        foreach (var (name, value) in new (string, string)[]
        {
            ("reaction", reaction.Id), ("what", PlaybookBook.NameOf(reaction.Kind)), ("on", $"{reaction.Identity.DisplayName} ({reaction.Identity.Id})"), ("finding", $"{reaction.FindingType} {reaction.FindingId}"),
            ("playbook", reaction.Playbook), ("mode", reaction.Mode.ToString()), ("state", reaction.State.ToString()), ("why", reaction.Text), ("case", reaction.CaseKey),
            ("since", reaction.At.ToString("u", CultureInfo.InvariantCulture)),
        })
        {
            Console.WriteLine(ResultTable.Printable($"{name,-9} {value}"));
        }

        return CommandLine.Done;
    }

    private static async Task<int> UndoAsync(DirectoryInfo state, string id, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var reaction = await FindAsync(storage, id, ct);
        if (reaction is not ({ State: ReactionState.Proposed or ReactionState.Waiting } or { Kind: ReactionKind.DisableIdentity, State: ReactionState.Done, Changed: true }))
        {
            throw new HostRefusalException($"{PlaybookBook.NameOf(reaction.Kind)} is {reaction.State} and has nothing to take back{(reaction.Kind is ReactionKind.HoldRotation or ReactionKind.StartRotation ? ": resume or abort the rotation itself" : "")}.");
        }

        var undo = new UndoReaction(reaction.TenantId, reaction.Identity.Id, reaction.Id, TimeProvider.System.GetUtcNow());
        await storage.Broker.SendAsync(
            Queues.Reactions,
            [new OutgoingMessage(MessageIds.From(UndoReaction.Kind, reaction.Id, KeyText.Sortable(undo.At)), UndoReaction.Kind, JsonSerializer.SerializeToUtf8Bytes(undo, NhiJson.Default.UndoReaction))],
            ct);
        Console.WriteLine("It is taken back as soon as the host runs: nhi run");
        return CommandLine.Done;
    }

    private static async Task<Reaction> FindAsync(Storage storage, string id, CancellationToken ct) =>
        (await ReadAsync(storage, ct)).FirstOrDefault(reaction => reaction.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) ?? throw new HostRefusalException($"There is no reaction {id}. See: nhi reactions list");

    public static Task<IReadOnlyList<Reaction>> ReadAsync(Storage storage, CancellationToken ct)
    {
        var store = new SqliteStateStore(storage.State, "response");
        return new ReactionRepository(store, new Outbox(store, new SqliteMessageBus(storage.Broker), TimeProvider.System), TimeProvider.System).ReadAllAsync(ct);
    }
}
