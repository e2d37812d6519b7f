using System.Text;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Privacy;
using NhiEvents.Core.State;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Privacy;

/// <summary>A person in the state of an app: found wherever they stand, and gone where they may go.</summary>
public sealed class PersonSearchTests : IDisposable
{
    private const string Person = "1a1a1a1a-0000-4000-8000-00000000000a";

    private static readonly PersonNames Names = new(Person, ["sara.bothma@contoso.example", "Sara d'Arc"], tenant => "person:pseudonym-in-" + tenant);

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Rows_about_the_person_go_and_others_lose_the_name_only()
    {
        var store = await StoreAsync("detection", "identity",
            (Person, Person + "|identity", $$"""{"id":"{{Person}}"}"""),
            ("svc", "svc|finding", $$"""{"by":"{{Person.ToUpperInvariant()}}","name":"SARA.bothma@contoso.example","also":"Sara d\u0027Arc","count":3}"""),
            ("svc", "svc|other", """{"by":"somebody else"}"""));
        var search = new PersonSearch("detection", store);

        var traces = await search.FindAsync(Names, Ct).ToListAsync(Ct);
        foreach (var trace in traces)
        {
            Assert.True(await search.EraseAsync(trace, Names, Ct));
        }

        Assert.Equal([TraceFate.NameTakenOut, TraceFate.Removed], traces.Select(trace => trace.Fate).OrderDescending());
        Assert.Null(await ReadAsync(store, Person, Person + "|identity"));
        Assert.Equal($$"""{"by":"{{PersonSearch.ErasedId}}","name":"erased","also":"erased","count":3}""", await ReadAsync(store, "svc", "svc|finding"));
        Assert.Equal("""{"by":"somebody else"}""", await ReadAsync(store, "svc", "svc|other"));
        Assert.Empty(await search.FindAsync(Names, Ct).ToListAsync(Ct));
    }

    [Theory]
    [InlineData("exceptions", "exemption-1|exemption")]
    [InlineData("ticketing", "case-1|case")]
    [InlineData("detection", "~ledger|entry|0000000000000000001")]
    [InlineData("portal", "~out|1|m")]
    public async Task What_something_in_force_or_the_chain_rests_on_stays_and_says_why(string app, string row)
    {
        var store = await StoreAsync(app, "kind", ("x", row, $$"""{"approver":"{{Person}}"}"""));
        var search = new PersonSearch(app, store);

        var trace = Assert.Single(await search.FindAsync(Names, Ct).ToListAsync(Ct));

        Assert.Equal(TraceFate.Kept, trace.Fate);
        Assert.NotEmpty(trace.Why);
        Assert.False(await search.EraseAsync(trace, Names, Ct));
        Assert.NotNull(await ReadAsync(store, "x", row));
    }

    [Fact]
    public async Task The_ledger_is_searched_by_the_pseudonym_of_its_tenant()
    {
        var store = await StoreAsync("exceptions", "exemption", ("x", "~ledger|entry|0000000000000000001", """{"actor":"person:pseudonym-in-t"}"""), ("x", "~ledger|entry|0000000000000000002", """{"actor":"person:pseudonym-in-u"}"""));

        var traces = await new PersonSearch("exceptions", store).FindAsync(Names, Ct).ToListAsync(Ct);

        Assert.Equal(["~ledger|entry|0000000000000000001"], traces.Select(trace => trace.RowKey));
    }

    [Fact]
    public async Task A_row_that_changed_meanwhile_is_not_written_over()
    {
        var store = await StoreAsync("portal", "finding", ("f", "f|finding", $$"""{"by":"{{Person}}"}"""));
        var search = new PersonSearch("portal", store);
        var trace = Assert.Single(await search.FindAsync(Names, Ct).ToListAsync(Ct));
        await store.CommitAsync(trace.Partition, [new RowChange.Replace(trace.RowKey, Encoding.UTF8.GetBytes($$"""{"by":"{{Person}}","new":1}"""), trace.ETag)], Ct);

        Assert.False(await search.EraseAsync(trace, Names, Ct));

        Assert.True(await search.EraseAsync(Assert.Single(await search.FindAsync(Names, Ct).ToListAsync(Ct)), Names, Ct));
        Assert.Equal($$"""{"by":"{{PersonSearch.ErasedId}}","new":1}""", await ReadAsync(store, "f", "f|finding"));
    }

    private async Task<SqliteStateStore> StoreAsync(string app, string kind, params (string Aggregate, string Row, string Body)[] rows)
    {
        var store = new SqliteStateStore(_database, app);
        var outbox = new Outbox(store, new SqliteMessageBus(new Broker(_database, Embedded.Topology.Shipped, new ManualTime())), new ManualTime());
        var first = new StateChanges("t", kind, "first"); // the app notes that it keeps this kind
        first.Save("first|row", new System.Text.Json.Nodes.JsonObject(), null, PlainJson.Default.JsonObject);
        await outbox.CommitAsync(first, Ct);
        foreach (var (aggregate, row, body) in rows)
        {
            await store.CommitAsync(Partition.For("t", kind, aggregate), [new RowChange.Insert(row, Encoding.UTF8.GetBytes(body))], Ct);
        }

        Kind = kind;
        return store;
    }

    private string Kind { get; set; } = "";

    private async Task<string?> ReadAsync(SqliteStateStore store, string aggregate, string row) =>
        await store.ReadAsync(Partition.For("t", Kind, aggregate), row, Ct) is { } found ? Encoding.UTF8.GetString(found.Body.Span) : null;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class PlainJson : System.Text.Json.Serialization.JsonSerializerContext;
