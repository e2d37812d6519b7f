using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi exceptions import</c> and <c>reconcile</c>: what the tenant excludes already.</summary>
internal static class ExceptionImport
{
    public static IReadOnlyList<Command> Create() => [Import(), Reconcile()];

    private static Command Import()
    {
        var apply = new Option<string?>("--apply") { Description = "Apply the plan of this id, which another person has asked for (default: make a plan, and write nothing)", HelpName = "ID" };
        var common = new PersonOptions();
        var command = new Command("import", "Adopt the exclusions that the tenant has from before: first a plan, with ends over twelve weeks, then records") { apply };
        common.AddTo(command);
        command.SetAction(parsed => common.Give(parsed, (tenant, person, now) =>
        {
            var planned = parsed.GetValue(apply)?.Trim();
            var id = planned ?? MessageIds.From("cli-import", tenant, person, KeyText.Sortable(now));
            if (planned is null)
            {
                Console.WriteLine($"The plan's id is {id}. The host prints the plan. To have it applied, as another person: nhi exceptions import --apply {id} --tenant {tenant} --as PERSON_ID");
            }

            return [Of(ImportExclusions.Kind, person, now, new ImportExclusions(tenant, id, person, now) { Apply = planned is not null }, NhiJson.Default.ImportExclusions)];
        }));
        return command;
    }

    private static Command Reconcile()
    {
        var common = new PersonOptions();
        var command = new Command("reconcile", "Read every way out of the tenant's policies now and match it to the records, without waiting for the timer");
        common.AddTo(command);
        command.SetAction(parsed => common.Give(parsed, (tenant, person, now) => [Of(ReconcileExclusions.Kind, person, now, new ReconcileExclusions(tenant, now), NhiJson.Default.ReconcileExclusions)]));
        return command;
    }

    private static (string Queue, OutgoingMessage Message) Of<T>(string kind, string person, DateTimeOffset now, T command, JsonTypeInfo<T> type) =>
        (Queues.Exceptions, new OutgoingMessage(MessageIds.From(kind, person, KeyText.Sortable(now)), kind, JsonSerializer.SerializeToUtf8Bytes(command, type)));
}
