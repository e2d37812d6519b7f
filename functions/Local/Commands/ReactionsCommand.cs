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
        var person = new Option<string?>("--as") { Description = "Object id of your account. It is taken on trust: who may write the state folder may act as anybody", HelpName = "PERSON_ID" };
        var key = new Option<string?>("--key") { Description = "To remove a credential: its key id, as the sign-in log and the application show it", HelpName = "KEY_ID" };
        var ids = new Argument<string[]>("ID") { Description = "One or several, as `nhi reactions list` shows them", Arity = ArgumentArity.OneOrMore };
        var approve = new Command("approve", "Let proposed reactions happen, or some that an hourly limit holds; done when the host runs again") { state, ids, person, key };
        approve.SetAction((parsed, ct) => ApproveAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(ids), parsed.GetValue(person), parsed.GetValue(key), ct));
        var undo = new Command("undo", "Take a reaction back; done when the host runs again") { state, id, person };
        undo.SetAction((parsed, ct) => UndoAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(id), parsed.GetValue(person), ct));
        return new Command("reactions", "List, show, approve and take back what is done about findings (stop `nhi run` first)") { list, show, approve, undo };
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

    /// <summary>All of them or, when one cannot be approved, none.</summary>
    private static async Task<int> ApproveAsync(DirectoryInfo state, string[] ids, string? person, string? key, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var all = await ReadAsync(storage, ct);
        var meant = ids.Distinct(StringComparer.OrdinalIgnoreCase).Select(id => Find(all, id)).ToList();
        if (!Guid.TryParse(person, out _))
        {
            throw new HostRefusalException("--as must be the object id of your account: a person approves, and the directory is asked who that is.");
        }

        foreach (var reaction in meant)
        {
            if (reaction is not ({ State: ReactionState.Proposed } or { State: ReactionState.Waiting, DecidedBy: null }))
            {
                throw new HostRefusalException($"{PlaybookBook.NameOf(reaction.Kind)} {reaction.Id} is {reaction.State}: only what is proposed, or held by a limit, can be approved.");
            }

            if ((reaction.Kind is ReactionKind.RemoveCredential) != Guid.TryParse(key, out _))
            {
                throw new HostRefusalException(reaction.Kind is ReactionKind.RemoveCredential ? "--key must be the key id of the credential that is to be removed." : $"--key is for remove-credential only; this is {PlaybookBook.NameOf(reaction.Kind)}.");
            }
        }

        foreach (var reaction in meant)
        {
            var approve = new ApproveReaction(reaction.TenantId, reaction.Identity.Id, reaction.Id, person!, TimeProvider.System.GetUtcNow()) { KeyId = key };
            await SendAsync(storage, ApproveReaction.Kind, reaction.Id, approve.At, JsonSerializer.SerializeToUtf8Bytes(approve, NhiJson.Default.ApproveReaction), ct);
        }

        Console.WriteLine("Done as soon as the host runs, unless a brake or the identity's protection holds it: nhi run");
        return CommandLine.Done;
    }

    private static async Task<int> UndoAsync(DirectoryInfo state, string id, string? person, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var reaction = await FindAsync(storage, id, ct);
        if (!CanUndo(reaction))
        {
            throw new HostRefusalException($"{PlaybookBook.NameOf(reaction.Kind)} is {reaction.State} and has nothing to take back.");
        }

        if (reaction is { Kind: ReactionKind.GrantException or ReactionKind.StartRotation or ReactionKind.HoldRotation, State: ReactionState.Done } && !Guid.TryParse(person, out _))
        {
            throw new HostRefusalException("--as must be the object id of your account: of exceptions and rotations only a person decides.");
        }

        var undo = new UndoReaction(reaction.TenantId, reaction.Identity.Id, reaction.Id, TimeProvider.System.GetUtcNow()) { PersonId = person };
        await SendAsync(storage, UndoReaction.Kind, reaction.Id, undo.At, JsonSerializer.SerializeToUtf8Bytes(undo, NhiJson.Default.UndoReaction), ct);
        Console.WriteLine("It is taken back as soon as the host runs: nhi run");
        return CommandLine.Done;
    }

    private static bool CanUndo(Reaction reaction) => reaction switch
    {
        { State: ReactionState.Proposed or ReactionState.Waiting } => true,
        { State: ReactionState.Done, Kind: ReactionKind.CallWebhook or ReactionKind.StartRotation or ReactionKind.HoldRotation } => true,
        { State: ReactionState.Done, Changed: true, Kind: ReactionKind.DisableIdentity or ReactionKind.EnableIdentity or ReactionKind.GrantException } => true,
        _ => false,
    };

    private static Task SendAsync(Storage storage, string kind, string reactionId, DateTimeOffset at, byte[] body, CancellationToken ct) =>
        storage.Broker.SendAsync(Queues.Reactions, [new OutgoingMessage(MessageIds.From(kind, reactionId, KeyText.Sortable(at)), kind, body)], ct);

    private static async Task<Reaction> FindAsync(Storage storage, string id, CancellationToken ct) => Find(await ReadAsync(storage, ct), id);

    private static Reaction Find(IReadOnlyList<Reaction> all, string id) =>
        all.FirstOrDefault(reaction => reaction.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) ?? throw new HostRefusalException($"There is no reaction {id}. See: nhi reactions list");

    public static Task<IReadOnlyList<Reaction>> ReadAsync(Storage storage, CancellationToken ct)
    {
        var store = storage.Table("response");
        return new ReactionRepository(store, new Outbox(store, new SqliteMessageBus(storage.Broker), TimeProvider.System), TimeProvider.System).ReadAllAsync(ct);
    }
}
