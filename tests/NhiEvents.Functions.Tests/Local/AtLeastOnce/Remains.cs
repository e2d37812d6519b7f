using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Local.Simulate;

namespace NhiEvents.Functions.Tests.Local.AtLeastOnce;

/// <summary>All that is left of a run: every row of every app, every ticket, every dead letter, and what our apps can change in the tenant. As texts, in no order but their own.</summary>
internal static partial class Remains
{
    /// <summary>What may differ, besides times: how often something was said or looked at, the order in which a chain took what came at one instant, which of several log records stands as evidence, and how far a finding had come when it was the first of an incident.</summary>
    /// <remarks>A call that is repeated is a log record more, so that all later ones have other ids.</remarks>
    private static readonly HashSet<string> MayDiffer = new(StringComparer.Ordinal)
    {
        "revision", "step", "sequence", "chainKey", "timeKey", "hash", "previous", "id", "event", "eventId", "events", "key", "k", "i", "seen", "details", "signs", "counts", "traceParent", "sample",
    };

    public static List<string> Of(SimulationRun run)
    {
        var all = run.Host.Storage.StateRows().Select(kept => $"{kept.App} {kept.Partition} {Text(kept.Row.RowKey)} {Document(Encoding.UTF8.GetString(kept.Row.Body.Span))}").ToList();
        foreach (var (database, table) in run.Host.Storage.Databases.SelectMany(database => Rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'").Select(row => (database, row[0]))))
        {
            switch (table)
            {
                case "ticket":
                    Rows(database, $"SELECT * FROM {table} ORDER BY 1").ForEach(row => all.Add($"{table} {Text(string.Join('|', row))}"));
                    break;
                case "ticket_comment":
                    Rows(database, $"SELECT ticket, id, body FROM {table}").ForEach(row => all.Add($"{table} {Text(string.Join('|', row))}")); // those of one instant have no order
                    break;
            }
        }

        var (broker, topic) = (run.Host.Storage.Broker, run.Host.Storage.Topic);
        all.AddRange(
            from path in broker.EntityPaths
            from dead in broker.PeekDeadLetters(path, int.MaxValue)
            select Text($"dead letter {path} {dead.MessageId} {dead.Kind} {dead.DeliveryCount} {dead.Reason} {dead.Description} {Encoding.UTF8.GetString(dead.Body.Span)}"));
        all.AddRange(
            from subscription in Topology.Shipped.EventGrid!.Subscriptions
            from dead in topic.PeekDeadLetters(subscription.Name, int.MaxValue)
            select Text($"dead delivery {subscription.Name} {dead.Reason} {dead.Attempts} {Encoding.UTF8.GetString(dead.Body.Span)}"));

        var tenant = run.World.Tenant.Administration;
        tenant.All<PolicyDocument>().ToList().ForEach(policy => all.Add($"policy {policy.Json}"));
        tenant.All<TenantGroup>().ToList().ForEach(group => all.Add($"group {group.Id} {string.Join(' ', group.Members.Order(StringComparer.Ordinal))}"));
        tenant.All<TenantApplication>().ToList().ForEach(application => all.Add(Text($"application {application.Id} {string.Join(' ', application.Credentials.Select(credential => $"{credential.DisplayName} {credential.EndsAt:O}"))}")));
        all.Sort(StringComparer.Ordinal);
        return all;
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?|\b\d{18,19}\b")]
    private static partial Regex Time();

    private static string Text(string text) => Time().Replace(text, "(time)");

    private static string Document(string body)
    {
        if (body is not ['{', ..])
        {
            return body;
        }

        var document = JsonNode.Parse(body)!;
        Strip(document);
        return Text(document.ToJsonString());
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject properties)
        {
            if (properties["name"] is JsonValue name && name.GetValueKind() is JsonValueKind.String && MayDiffer.Contains(name.GetValue<string>()))
            {
                properties.Remove("value"); // a detail of the ledger
            }

            foreach (var property in properties.Where(property => MayDiffer.Contains(property.Key)).Select(property => property.Key).ToList())
            {
                properties.Remove(property);
            }

            properties.ToList().ForEach(property => Strip(property.Value));
        }
        else if (node is JsonArray values)
        {
            values.ToList().ForEach(Strip);
            var sorted = values.Select(value => value?.ToJsonString() ?? "null").Order(StringComparer.Ordinal).ToList();
            values.Clear();
            sorted.ForEach(value => values.Add(JsonNode.Parse(value))); // what came at one instant has no order
        }
    }

    private static List<string[]> Rows(SqliteDatabase database, string sql) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!)]);
        }

        return rows;
    });
}
