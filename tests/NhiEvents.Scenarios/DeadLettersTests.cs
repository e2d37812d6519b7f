using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Scenarios;

/// <summary>What a person does about messages that were given up.</summary>
public sealed class DeadLettersTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["state"]);
        await using var database = SqliteDatabase.OpenFile(_folder["state/bus.db"]);
        var broker = new Broker(database, Topology.Shipped, TimeProvider.System);
        await broker.SendAsync("tickets", [new OutgoingMessage("first", "cases", """{"tenantId":"t","owner":"sara@contoso.example"}"""u8.ToArray()), new OutgoingMessage("second", "cases", "no json"u8.ToArray())], Ct);
        foreach (var message in await broker.ReceiveAsync("tickets", 10, Ct))
        {
            await broker.DeadLetterAsync(message, "unreadable-body", "line 1:\u001b[31m 'x' is not JSON", Ct);
        }
    }

    [Fact]
    public async Task They_are_listed_shown_sent_again_and_discarded()
    {
        var list = await NhiAsync("list");
        Assert.Equal(3, list.TrimEnd().Split('\n').Length);
        Assert.Contains("cases  unreadable-body: line 1:[31m 'x' is not JSON", list, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", list, StringComparison.Ordinal);
        Assert.Contains("2 dead letter(s)", list, StringComparison.Ordinal);

        var shown = await NhiAsync("show", "tickets", "1");
        Assert.Contains("tenantId, owner", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("sara", shown, StringComparison.Ordinal);
        Assert.Contains("sara", await NhiAsync("show", "tickets", "1", "--body"), StringComparison.Ordinal);

        Assert.Contains("1 of 1 sent again.", await NhiAsync("replay", "tickets", "1"), StringComparison.Ordinal);
        Assert.Contains("1 of 1 discarded.", await NhiAsync("discard", "tickets", "--all"), StringComparison.Ordinal);
        Assert.Contains("0 dead letter(s).", await NhiAsync("list"), StringComparison.Ordinal);
        await using var database = SqliteDatabase.OpenFile(_folder["state/bus.db"]);
        Assert.Equal("first#r1", Assert.Single(await new Broker(database, Topology.Shipped, TimeProvider.System).ReceiveAsync("tickets", 10, Ct)).MessageId);
    }

    [Theory]
    [InlineData(2, "There is no queue or subscription nowhere. There are: ", "replay", "nowhere", "1")]
    [InlineData(2, "Name the numbers", "discard", "tickets")]
    [InlineData(2, "Name the numbers", "discard", "tickets", "1", "--all")]
    [InlineData(2, "tickets has no dead letter 99", "show", "tickets", "99")]
    [InlineData(1, "", "discard", "tickets", "99")]
    public async Task What_is_not_there_is_said_and_nothing_is_changed(int exitCode, string said, params string[] arguments)
    {
        var ran = await Nhi.HereAsync(["deadletters", .. arguments, "--state", _folder["state"]]);

        Assert.Equal(exitCode, ran.ExitCode);
        Assert.Contains(said, ran.Errors, StringComparison.Ordinal);
        Assert.Contains("2 dead letter(s)", await NhiAsync("list"), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> NhiAsync(params string[] arguments)
    {
        var ran = await Nhi.HereAsync(["deadletters", .. arguments, "--state", _folder["state"]]);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        return ran.Output;
    }
}
