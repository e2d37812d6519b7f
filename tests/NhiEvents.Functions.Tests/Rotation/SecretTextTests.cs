using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Cases;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Local.Report;
using NhiEvents.Local.Simulate;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Rotation;

/// <summary>Looks for the text of every secret in all that the apps leave behind while they rotate.</summary>
public sealed class SecretTextTests : IDisposable
{
    /// <summary>Enough for the secrets that end in the first weeks to be replaced.</summary>
    private const int Days = 2;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly StringBuilder _messages = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-secret-text-").FullName;

    [Fact]
    public async Task No_log_line_message_row_ticket_or_answer_of_a_run_holds_the_text_of_a_secret()
    {
        var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new LogLines(_lines)));
        await using var run = await SimulationRun.CreateAsync(Scenario.Load("expiring-secrets"), new TenantSize(6, 16, 7), Days, null, log: logging);
        var storage = run.Host.Storage;
        storage.Broker.Sent += (entity, messages) =>
        {
            foreach (var message in messages)
            {
                _messages.Append(CultureInfo.InvariantCulture, $"{entity} {message.Id} {message.Kind} {Encoding.UTF8.GetString(message.Body.Span)}\n");
            }
        };
        storage.Topic.Stored += events => _messages.Append(Encoding.UTF8.GetString(events.Span)).Append('\n');

        var verdict = await run.RunAsync(default, shown: true);
        (await run.ReadResultsAsync(default)).Write(_folder, SimulateSource);
        var places = new Dictionary<string, string>
        {
            ["log lines"] = string.Join('\n', _lines),
            ["messages and events"] = _messages.ToString(),
            ["rows and tickets"] = string.Concat([.. storage.Databases.Select(Dump), .. storage.StateRows().Select(kept => $"{kept.Partition} {kept.Row.RowKey} {Encoding.UTF8.GetString(kept.Row.Body.Span)}\n")]),
            ["the portal's answers"] = await AnswersAsync(run.Host.App("Portal").Services),
            ["the report"] = string.Concat(Directory.GetFiles(_folder).Select(File.ReadAllText)),
            ["the verdict"] = string.Join('\n', VerdictText.Lines(verdict, (await run.ReadResultsAsync(default)).Findings)),
        };

        var rotated = run.World.Tenant.Administration.All<TenantApplication>().SelectMany(application => application.Credentials.Select(credential => (application, credential))).ToList();
        var made = rotated.Where(one => one.credential.DisplayName!.StartsWith("nhi-", StringComparison.Ordinal)).Select(one => one.credential.KeyId).ToList();
        var ids = new SeedIds(new Chance(7));
        var texts = rotated.Where(one => one.credential.Kind is AppCredentialKind.Password).Select(one => ids.SecretOf(one.credential.KeyId))
            .Concat(rotated.Select(one => one.application.AppId).Distinct().SelectMany(appId => run.World.Vault.Held("app-" + appId).Concat(run.World.Vault.Held($"app-{appId}-pending"))).Select(held => held.Text))
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(made);
        Assert.True(texts.Count > made.Count);
        // The places are readable: what belongs there is found.
        Assert.All(["log lines", "messages and events", "rows and tickets", "the portal's answers"], place => Assert.NotEmpty(places[place]));
        Assert.Contains(made[0], places["messages and events"], StringComparison.Ordinal);
        Assert.Contains(made[0], places["rows and tickets"], StringComparison.Ordinal);
        Assert.Contains(made[0], places["the portal's answers"], StringComparison.Ordinal);
        Assert.Empty(from place in places from text in texts where place.Value.Contains(text, StringComparison.Ordinal) select place.Key);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ReportSource SimulateSource => new("a simulated tenant");

    private static async Task<string> AnswersAsync(IServiceProvider portal)
    {
        var query = new ListQuery([]);
        var cases = portal.GetRequiredService<CaseList>();
        var answers = new StringBuilder()
            .Append(Encoding.UTF8.GetString(await cases.ReadPageAsync(query, PortalScope.All, default)))
            .Append(Encoding.UTF8.GetString(await portal.GetRequiredService<FindingList>().ReadPageAsync(query, PortalScope.All, default)))
            .Append(Encoding.UTF8.GetString(await portal.GetRequiredService<IdentityList>().ReadPageAsync(query, PortalScope.All, default)));
        return answers.ToString();
    }

    /// <summary>Every value of every table, as text.</summary>
    private static string Dump(SqliteDatabase database) => database.Read(connection =>
    {
        var all = new StringBuilder();
        foreach (var table in Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'").ToList())
        {
            foreach (var value in Rows(connection, $"SELECT * FROM \"{table.Trim()}\""))
            {
                all.Append(value);
            }
        }

        return all.ToString();
    });

    private static IEnumerable<string> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                yield return (reader.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)) + "\n";
            }
        }
    }
}
