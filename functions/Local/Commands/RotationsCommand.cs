using System.CommandLine;
using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Views;
using NhiEvents.Core.State;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi rotations</c>: what a stopped host knows of its rotations, and what people ask of a running or stopped one.</summary>
internal static class RotationsCommand
{
    private const int MaxReason = 500;

    public static Command Create()
    {
        var state = StateOption.Create();
        var id = new Argument<string>("ID") { Description = "As `nhi rotations list` shows it" };
        var list = new Command("list", "Every rotation, the latest first (stop `nhi run` first)") { state };
        list.SetAction((parsed, ct) => ListAsync(parsed.GetRequiredValue(state), ct));
        var show = new Command("show", "One rotation: its steps with what was found at each (stop `nhi run` first)") { state, id };
        show.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(state), parsed.GetRequiredValue(id), ct));
        return new Command("rotations", "List and show rotations; start, hold, resume and abort one")
        {
            list,
            show,
            Start(),
            Word("hold", "Write nothing more in a rotation until it is resumed", needsReason: true, (tenant, identity, rotation, person, why, now) => RotationAsks.Of(new HoldRotation(tenant, identity, rotation, why, now) { PersonId = person })),
            Word("resume", "Let a held rotation go on, or one that waits for a person begin", needsReason: false, (tenant, identity, rotation, person, _, now) => RotationAsks.Of(new ResumeRotation(tenant, identity, rotation, person, now))),
            Word("abort", "Give a rotation up; the old credential becomes current again where it still can", needsReason: true, (tenant, identity, rotation, person, why, now) => RotationAsks.Of(new AbortRotation(tenant, identity, rotation, person, why, now))),
        };
    }

    public static RotationViews Views(Storage storage) => new(storage.Table("rotation"), new SqliteMessageBus(storage.Broker), TimeProvider.System);

    private static async Task<int> ListAsync(DirectoryInfo state, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var all = await Views(storage).ReadRotationsAsync(ct);
        foreach (var one in all)
        {
            Print($"{one.Id}  {one.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm}  {one.State,-9} {one.Cause,-10} {one.ApplicationId} {one.DisplayName}{(one.NeedsPerson ? " (waits for a person)" : "")}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} rotation(s); {all.Count(one => one.NeedsPerson)} wait for a person."));
        return all.Any(one => one.NeedsPerson) ? CommandLine.Attention : CommandLine.Done;
    }

    private static async Task<int> ShowAsync(DirectoryInfo state, string id, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var one = (await Views(storage).ReadRotationsAsync(ct)).FirstOrDefault(rotation => rotation.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            ?? throw new HostRefusalException($"There is no rotation {id}. See: nhi rotations list");
        foreach (var (name, value) in new (string, string?)[]
        {
            ("rotation", one.Id), ("of", $"{one.DisplayName} ({one.ApplicationId})"), ("tenant", one.TenantId), ("state", one.State.ToString()), ("cause", one.Cause.ToString()), ("secret", one.SecretName),
            ("old key", Text($"{one.OldKeyId}, ends {one.OldEndsAt:u}")), ("new key", one.NewKeyId is null ? "none yet" : Text($"{one.NewKeyId}, ends {one.NewEndsAt:u}")),
            ("in vault", one.StoredAt is { } stored ? Text($"since {stored:u}") : "not yet"), ("ticket", one.Ticket), ("waits", one.Waits),
        })
        {
            if (value is not null)
            {
                Print($"{name,-9} {value}");
            }
        }

        Console.WriteLine();
        foreach (var step in one.Steps)
        {
            Print($"{step.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {step.State,-9} {step.What}{(step.By is null ? "" : $" (by {step.By})")}");
        }

        return one.NeedsPerson ? CommandLine.Attention : CommandLine.Done;
    }

    private static Command Start()
    {
        var common = new PersonOptions();
        var identity = new Argument<string>("IDENTITY") { Description = "Object id of the application or service principal, or application id" };
        var (key, reason, ticket) = (
            new Option<string?>("--key") { Description = "Key id of the credential to replace (default: the vault's current one)", HelpName = "ID" }, Reason(required: false), new Option<string?>("--ticket") { Description = "Number of the ticket", HelpName = "NUMBER" });
        var command = new Command("start", "Ask for a rotation; one that is open is joined") { identity, key, reason, ticket };
        common.AddTo(command);
        command.SetAction(parsed => Send(parsed, common, (tenant, person, now) =>
        {
            var of = NotEmpty("IDENTITY", parsed.GetRequiredValue(identity));
            return RotationAsks.Of(new StartRotation(tenant, MessageIds.From("person", person, of, now.UtcTicks.ToString(CultureInfo.InvariantCulture)), of, RotationCause.Requested, now)
            {
                KeyId = parsed.GetValue(key),
                RequesterId = person,
                Reason = parsed.GetValue(reason) is { } why ? Short(why) : null,
                Ticket = parsed.GetValue(ticket),
            });
        }));
        return command;
    }

    private static Command Word(string name, string description, bool needsReason, Func<string, string, string, string, string, DateTimeOffset, OutgoingMessage> message)
    {
        var common = new PersonOptions();
        var id = new Argument<string>("ID") { Description = "As `nhi rotations list` shows it" };
        var of = new Option<string>("--of") { Description = "Object id of its application, as `nhi rotations list` shows it", Required = true, HelpName = "ID" };
        var reason = Reason(needsReason);
        var command = new Command(name, description) { id, of };
        if (needsReason)
        {
            command.Options.Add(reason);
        }

        common.AddTo(command);
        command.SetAction(parsed => Send(parsed, common, (tenant, person, now) =>
            message(tenant, NotEmpty("--of", parsed.GetRequiredValue(of)), NotEmpty("ID", parsed.GetRequiredValue(id)), person, needsReason ? Short(parsed.GetRequiredValue(reason)) : "", now)));
        return command;
    }

    private static Option<string> Reason(bool required) => new("--reason") { Description = "Why, in a few words; it goes into the history", Required = required, HelpName = "TEXT" };

    private static int Send(ParseResult parsed, PersonOptions common, Func<string, string, DateTimeOffset, OutgoingMessage> message) =>
        common.Give(parsed, (tenant, person, now) => [(Queues.Rotations, message(tenant, person, now))]);

    private static string Short(string reason) => reason.Trim() is { Length: > 0 and <= MaxReason } why ? why
        : throw new HostRefusalException($"--reason is empty or longer than {MaxReason} characters. Say in a few words why.");

    private static string NotEmpty(string name, string value) => value.Trim() is { Length: > 0 } given ? given : throw new HostRefusalException($"{name} must not be empty.");

    private static void Print(FormattableString line) => Console.WriteLine(ResultTable.Printable(Text(line)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
