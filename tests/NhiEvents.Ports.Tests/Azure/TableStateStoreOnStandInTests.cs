using System.Text;
using Azure;
using NhiEvents.Azure.Tables;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The state suite on a stand-in for the service, in every build; and what the service says that the port does not.</summary>
public sealed class TableStateStoreOnStandInTests : StateStoreContract
{
    private readonly StandInTable _table = new();

    public TableStateStoreOnStandInTests() => Store = new TableStateStore(_table);

    protected override IStateStore Store { get; }

    [Fact]
    public async Task A_lost_race_names_the_row_when_there_is_one()
    {
        await InsertAsync("a", "1");

        var stale = await Assert.ThrowsAsync<StaleStateException>(() => InsertAsync("a", "2"));

        Assert.Contains("'a'", stale.Message, StringComparison.Ordinal);
        Assert.IsType<RequestFailedException>(stale.InnerException);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("1")]
    public async Task A_tag_that_the_service_would_not_compare_changes_nothing(string etag)
    {
        await InsertAsync("a", "1");

        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Replace("a", Json("2"), etag)], Ct));
        await Assert.ThrowsAsync<StaleStateException>(() => Store.CommitAsync(Partition, [new RowChange.Remove("a", etag)], Ct));
        Assert.Equal("1", Encoding.UTF8.GetString((await Store.ReadAsync(Partition, "a", Ct))!.Body.Span));
    }

    [Fact]
    public async Task A_missing_table_is_an_error_and_not_an_empty_store()
    {
        _table.Exists = false;

        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => Store.ReadAsync(Partition, "a", Ct))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => InsertAsync("a", "1"))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(async () => await Store.ReadPrefixAsync(Partition, "", Ct).AnyAsync(Ct))).Status);
    }

    [Theory]
    [InlineData(400, "InvalidInput")]
    [InlineData(403, "AuthorizationPermissionMismatch")]
    [InlineData(409, "TableBeingDeleted")]
    [InlineData(503, "ServerBusy")]
    public async Task Any_other_fault_comes_out_as_it_is(int status, string code)
    {
        _table.Fault = new RequestFailedException(status, "said the service", code, null);

        Assert.Same(_table.Fault, await Assert.ThrowsAsync<RequestFailedException>(() => InsertAsync("a", "1")));
        Assert.Same(_table.Fault, await Assert.ThrowsAsync<RequestFailedException>(() => Store.ReadAsync(Partition, "a", Ct)));
    }

    [Fact]
    public async Task No_changes_ask_nothing_of_the_service()
    {
        _table.Exists = false;

        Assert.Empty(await Store.CommitAsync(Partition, [], Ct));
    }

    [Fact]
    public async Task Quotes_in_keys_and_prefixes_are_only_text()
    {
        await InsertAsync("it's|1", "1");
        await InsertAsync("it", "1");

        Assert.Equal("it's|1", (await Store.ReadPrefixAsync(Partition, "it's", Ct).SingleAsync(Ct)).RowKey);
    }
}
