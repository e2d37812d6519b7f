using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal.Overview;
using NhiEvents.Functions.Tests.Portal;

namespace NhiEvents.Browser.Tests;

/// <summary>The pages before 10,000 identities, 50,000 findings and 2,000 exceptions: how soon they are there, and what an hour of events leaves behind.</summary>
[Collection(ChromiumTests.Name)]
public sealed class LargeTenantTests(Chromium chromium, LargePortal large, ITestOutputHelper output) : IClassFixture<LargePortal>
{
    /// <summary>Milliseconds.</summary>
    private const double MostPaint = 1_000;

    /// <summary>An open page asks every three seconds.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(3);

    private const int PollsPerHour = 1_200;

    /// <summary>Every page, with what is on it when it is there.</summary>
    private static readonly (string Path, string Content)[] Pages =
    [
        ("", ".tiles"), ("identities", ".results tbody tr"), ("identities/identity-00042", "main .facts"), ("findings", ".results .item"), ("findings/finding-00043", "main .facts"),
        ("exceptions", ".results tbody tr"), ("exceptions/ex-00007", "main .facts"), ("exceptions/new", "form.wide-form"), ("rotations", ".results tbody tr"), ("rotations/rot-00007", "main .facts"),
        ("campaigns", ".tiles"), ("campaigns/owners", ".results tbody tr"), ("campaigns/credentials", ".results tbody tr"), ("tickets", ".results tbody tr"), ("audit", ".results tbody tr"), ("audit/{quarter}", "section.control"),
        ("system", "main .table"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A browser that is open, with nothing in its cache. The first paint is the frame of the page; what counts for a reader is when its content is there.</summary>
    [Fact]
    [Trait("Set", "Full")]
    public async Task Every_page_is_painted_and_filled_within_a_second()
    {
        Assert.SkipWhen(chromium.Browser is null, "no Chromium");
        var tenant = await large.OpenAsync(Ct);
        await tenant.Portal.App.Services.GetRequiredService<OverviewReader>().WarmAsync(Ct); // as the app does when it starts
        var page = await chromium.SignInAsync(tenant.Portal.Address, LargeTenant.Token);
        await (await page.Context.NewCDPSessionAsync(page)).SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        await page.AddInitScriptAsync(
            """
            new PerformanceObserver(() => {}).observe({ type: 'paint', buffered: true });
            const content = decodeURIComponent(location.hash.slice(1));
            const look = () => {
              if (content && window.filled === undefined && document.querySelector(content)) {
                requestAnimationFrame(() => { window.filled ??= performance.now(); });
              }
            };
            new MutationObserver(look).observe(document, { childList: true, subtree: true });
            """);
        await OpenedAsync(page, tenant, "", ".tiles");

        var slow = new List<string>();
        foreach (var (path, content) in Pages)
        {
            var at = path.Replace("{quarter}", string.Create(CultureInfo.InvariantCulture, $"{tenant.Now.Year}-Q{((tenant.Now.Month - 1) / 3) + 1}"), StringComparison.Ordinal);
            var (paint, filled) = await OpenedAsync(page, tenant, at, content);
            for (var again = 0; again < 2 && filled > MostPaint; again++)
            {
                // Another process may have had the machine: what was slow is measured again.
                (paint, filled) = await OpenedAsync(page, tenant, at, content);
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"/portal/{at}: first contentful paint {paint:0} ms, content {filled:0} ms"));
            if (Math.Max(paint, filled) > MostPaint)
            {
                slow.Add($"/portal/{at}: {paint:0} ms, {filled:0} ms");
            }
        }

        Assert.Empty(slow);
        await page.Context.CloseAsync();
    }

    /// <summary>In an hour of the system's time every identity is announced once, a fifth of the findings change or turn, every exception and ticket changes, and somebody looks at the first page all the time.</summary>
    [Fact]
    [Trait("Set", "Full")]
    public async Task An_hour_of_events_leaves_the_memory_of_the_portal_and_of_an_open_page_as_it_was()
    {
        Assert.SkipWhen(chromium.Browser is null, "no Chromium");
        var tenant = await large.OpenAsync(Ct);
        var page = await chromium.SignInAsync(tenant.Portal.Address, LargeTenant.Token);

        // The page's own next look is kept, so that the test says when it comes.
        await page.AddInitScriptAsync("const later = window.setTimeout; window.setTimeout = (run, wait, ...rest) => wait === 3000 ? (window.look = run) && 0 : later(run, wait, ...rest);");
        await page.GotoAsync($"{tenant.Portal.Address}portal/", Chromium.Shown);
        await page.WaitForSelectorAsync(".tiles");
        await page.WaitForFunctionAsync("() => window.look");
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("Performance.enable");

        var seen = new List<Memory>();
        for (var poll = 0; poll <= PollsPerHour; poll++)
        {
            if (poll % (PollsPerHour / 6) == 0)
            {
                seen.Add(await MeasureAsync(devTools, poll / (PollsPerHour / 60)));
            }

            await HappenAsync(tenant, poll);
            tenant.Pass(Poll);
            await page.EvaluateAsync("async () => { const look = window.look; window.look = null; await look(); }");
        }

        // The first ten minutes fill caches; from then on nothing may grow.
        var (early, late) = (seen[1], seen[^1]);
        Assert.InRange(late.Heap, 0, early.Heap * 1.05);
        Assert.InRange(late.PageHeap, 0, (early.PageHeap * 1.2) + (512 * 1024));
        Assert.InRange(late.Nodes, 0, early.Nodes * 1.5);
        Assert.InRange(late.Listeners, 0, early.Listeners * 1.5);
        await page.Context.CloseAsync();
    }

    private static async Task HappenAsync(LargeTenant tenant, int poll)
    {
        foreach (var i in Share(poll, LargeTenant.Identities))
        {
            await tenant.AnnounceIdentityAsync(i, Ct);
        }

        foreach (var i in Share(poll, LargeTenant.Findings / 5))
        {
            // As many end as begin.
            await tenant.AnnounceFindingAsync(i * 5, (i + (poll / PollsPerHour)) % 2 == 0 ? FindingState.Open : FindingState.Withdrawn, Ct);
        }

        foreach (var i in Share(poll, LargeTenant.Cases))
        {
            await tenant.AnnounceExceptionAsync(i, Ct);
            await tenant.AnnounceTicketAsync(i, Ct);
        }
    }

    /// <summary>The part of so many that comes with this look.</summary>
    private static IEnumerable<int> Share(int poll, int count)
    {
        var from = (int)((long)poll * count / PollsPerHour) % count;
        return Enumerable.Range(from, Math.Max(0, (int)((long)(poll + 1) * count / PollsPerHour) - (int)((long)poll * count / PollsPerHour))).Select(i => i % count);
    }

    private async Task<Memory> MeasureAsync(ICDPSession devTools, int minute)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        await devTools.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await devTools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("value").GetDouble());
        var memory = new Memory(GC.GetTotalMemory(forceFullCollection: true), metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"]);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"minute {minute}: managed heap {memory.Heap / 1048576.0:0.0} MiB, working set {Environment.WorkingSet / 1048576} MiB; page: {memory.PageHeap / 1048576:0.0} MiB of JavaScript, {memory.Nodes} nodes, {memory.Listeners} listeners"));
        return memory;
    }

    private static async Task<(double Paint, double Filled)> OpenedAsync(IPage page, LargeTenant tenant, string path, string content)
    {
        await page.GotoAsync($"{tenant.Portal.Address}portal/{path}#{Uri.EscapeDataString(content)}", Chromium.Shown);
        await page.WaitForFunctionAsync("() => window.filled !== undefined && performance.getEntriesByName('first-contentful-paint').length > 0");
        var times = await page.EvaluateAsync<double[]>("() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, window.filled]");

        // Another address of the same site: the next one is loaded anew, by the same process of the browser.
        await page.GotoAsync($"{tenant.Portal.Address}api/health", Chromium.Shown);
        return (times[0], times[1]);
    }

    /// <summary>Bytes of the portal's managed heap and of the page's JavaScript, after a collection of each.</summary>
    private sealed record Memory(long Heap, double PageHeap, double Nodes, double Listeners);
}
