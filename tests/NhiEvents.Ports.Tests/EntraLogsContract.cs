using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every source of the tenant's logs must do. A provider's suite: inherit, say how rows get in and how a request fails.</summary>
public abstract class EntraLogsContract
{
    protected static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    protected abstract IEntraLogs Logs { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_without_rows_is_one_empty_page()
    {
        Assert.Empty(await ReadAllAsync(Query(EntraLog.DirectoryAudits, 0, 60)));
    }

    [Fact]
    public async Task Rows_come_page_by_page_each_once()
    {
        await AddAsync(EntraLog.ServicePrincipalSignIns, Enumerable.Range(0, 2500).Select(i => (Start.AddMilliseconds(i), $"r{i}")));

        var pages = await PagesAsync(Query(EntraLog.ServicePrincipalSignIns, 0, 60));

        Assert.All(pages, page => Assert.InRange(page.Count, 1, IEntraLogs.MaxRows));
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"r{i}").Order(StringComparer.Ordinal), pages.SelectMany(page => page).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_time_is_from_this_second_up_to_that()
    {
        await AddAsync(EntraLog.InteractiveSignIns, [(Start.AddSeconds(-1), "before"), (Start, "first"), (Start.AddMinutes(59), "last"), (Start.AddMinutes(60), "after")]);

        Assert.Equal(["first", "last"], (await ReadAllAsync(Query(EntraLog.InteractiveSignIns, 0, 60))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Logs_are_apart()
    {
        foreach (var log in Enum.GetValues<EntraLog>())
        {
            await AddAsync(log, [(Start, log.ToString())]);
        }

        foreach (var log in Enum.GetValues<EntraLog>())
        {
            Assert.Equal([log.ToString()], await ReadAllAsync(Query(log, 0, 60)));
        }
    }

    [Fact]
    public async Task A_row_that_comes_late_is_there_when_its_time_is_read_again()
    {
        await AddAsync(EntraLog.DirectoryAudits, [(Start.AddMinutes(5), "early")]);
        var first = await ReadAllAsync(Query(EntraLog.DirectoryAudits, 0, 10));

        await AddAsync(EntraLog.DirectoryAudits, [(Start.AddMinutes(1), "late")]);

        Assert.Equal(["early"], first);
        Assert.Equal(["early", "late"], (await ReadAllAsync(Query(EntraLog.DirectoryAudits, 0, 10))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refusal_and_a_request_for_a_pause_are_answers()
    {
        FailNext(new LogPage.Throttled(TimeSpan.FromSeconds(17)));
        FailNext(new LogPage.Throttled(null));
        FailNext(new LogPage.Refused("Authentication_RequestFromNonPremiumTenantOrB2CTenant"));
        var query = Query(EntraLog.RiskDetections, 0, 60);

        Assert.Equal(new LogPage.Throttled(TimeSpan.FromSeconds(17)), await Logs.ReadAsync(query, Ct));
        Assert.Equal(new LogPage.Throttled(null), await Logs.ReadAsync(query, Ct));
        Assert.Equal(new LogPage.Refused("Authentication_RequestFromNonPremiumTenantOrB2CTenant"), await Logs.ReadAsync(query, Ct));
        Assert.IsType<LogPage.Rows>(await Logs.ReadAsync(query, Ct));
    }

    [Fact]
    public async Task A_continuation_that_is_no_longer_good_says_so()
    {
        await AddAsync(EntraLog.ServicePrincipalSignIns, Enumerable.Range(0, 2500).Select(i => (Start, $"r{i}")));
        var first = Assert.IsType<LogPage.Rows>(await Logs.ReadAsync(Query(EntraLog.ServicePrincipalSignIns, 0, 60), Ct));
        FailNext(new LogPage.Expired());

        Assert.IsType<LogPage.Expired>(await Logs.ReadAsync(Query(EntraLog.ServicePrincipalSignIns, 0, 60) with { Continuation = first.Continuation }, Ct));
    }

    /// <summary>Puts rows into the log; each is an object with this id.</summary>
    protected abstract Task AddAsync(EntraLog log, IEnumerable<(DateTimeOffset At, string Id)> rows);

    /// <summary>Lets the next request have this answer.</summary>
    protected abstract void FailNext(LogPage answer);

    protected static LogQuery Query(EntraLog log, int from, int until) => new(log, Start.AddMinutes(from), Start.AddMinutes(until));

    protected static byte[] Row(string id) => Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}""");

    protected async Task<IReadOnlyList<string>> ReadAllAsync(LogQuery query) => [.. (await PagesAsync(query)).SelectMany(page => page)];

    private async Task<List<List<string>>> PagesAsync(LogQuery query)
    {
        var pages = new List<List<string>>();
        do
        {
            var page = Assert.IsType<LogPage.Rows>(await Logs.ReadAsync(query, Ct));
            pages.Add([.. JsonElement.Parse(page.Body.Span).GetProperty("value").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)]);
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        return pages;
    }
}
