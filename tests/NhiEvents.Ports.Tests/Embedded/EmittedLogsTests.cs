using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class EmittedLogsInMemoryTests() : EmittedLogsSuite(TestDatabase.InMemory());

public sealed class EmittedLogsInFileTests() : EmittedLogsSuite(TestDatabase.InFile());

public abstract class EmittedLogsSuite(TestDatabase test) : EntraLogsContract, IDisposable
{
    private readonly EmittedLogs _logs = new(test.Database);

    protected override IEntraLogs Logs => _logs;

    [Fact]
    public async Task What_was_emitted_is_there_after_a_restart()
    {
        await AddAsync(EntraLog.DirectoryAudits, [(Start, "kept")]);

        var page = Assert.IsType<LogPage.Rows>(await new EmittedLogs(test.Restart()).ReadAsync(Query(EntraLog.DirectoryAudits, 0, 1), Ct));

        Assert.Equal("""{"value":[{"id":"kept"}]}"""u8, page.Body.Span);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x|y")]
    [InlineData("1|2|3")]
    public async Task A_continuation_of_somebody_else_has_expired(string continuation) =>
        Assert.IsType<LogPage.Expired>(await Logs.ReadAsync(Query(EntraLog.DirectoryAudits, 0, 1) with { Continuation = continuation }, Ct));

    public void Dispose()
    {
        test.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override Task AddAsync(EntraLog log, IEnumerable<(DateTimeOffset At, string Id)> rows) =>
        _logs.AppendAsync([.. rows.Select(row => new EmittedRow(log, row.At, Row(row.Id)))], Ct);

    protected override void FailNext(LogPage answer) => _logs.FailNext(answer);
}
