using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Hosting;

/// <summary>Prints what an import would do and what it has done, as the host announces it: a running host's databases are its own.</summary>
internal static class ImportNotes
{
    public static void Watch(Broker broker, TextWriter output)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        broker.Sent += (entity, messages) =>
        {
            foreach (var message in messages.Where(message => entity == Topics.Changes && message.Kind == ExclusionsPlanned.Kind))
            {
                lock (told)
                {
                    if (told.Add(message.Id))
                    {
                        Write(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ExclusionsPlanned)!, output);
                    }
                }
            }
        };
    }

    private static void Write(ExclusionsPlanned plan, TextWriter output)
    {
        var (id, part) = (ResultTable.Printable(plan.ImportId), plan.Parts > 1 ? $", part {plan.Part + 1} of {plan.Parts}" : "");
        output.WriteLine(plan switch
        {
            { Refused: { } why } => $"Import {id} was not applied. {ResultTable.Printable(why)}",
            { Made: { } made } => $"Import {id} is applied: {made} exclusion(s) are on record now.",
            _ => $"Import {id}{part}: a plan, nothing is written. {plan.Lines.Count(line => line.Step is ImportStep.Ends)} would end, {plan.Lines.Count(line => line.Step is ImportStep.Standing)} would ask to stand, {plan.Lines.Count(line => line.Step is ImportStep.ByHand)} are for a person; {plan.People} excluded account(s) of people are left alone.",
        });
        foreach (var line in plan.Lines)
        {
            var step = line.Step switch
            {
                ImportStep.Ends => $"ends {line.End:yyyy-MM-dd HH:mm'Z'}",
                ImportStep.Standing => "stands, when two persons approve it",
                ImportStep.ByHand => line.Text,
            };
            output.WriteLine(ResultTable.Printable($"  {line.Name} ({line.IdentityId}), policy {line.PolicyName}: {step}"));
        }
    }
}
