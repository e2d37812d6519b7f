using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Tests;

namespace NhiEvents.Browser.Tests;

[Collection(ChromiumTests.Name)]
public sealed class PageTests(Chromium chromium)
{
    private static readonly string[] Pages = ["", "identities", "identities/id-002", "findings", "findings/f2", "exceptions", "exceptions/ex-1", "exceptions/new", "rotations", "rotations/rot-1", "campaigns", "campaigns/owners", "campaigns/credentials", "tickets", "audit", "audit/2026-Q1", "system"];

    /// <summary>The roles that show most.</summary>
    private static readonly PortalRole[] Everything = [PortalRole.Auditor, PortalRole.Operator, PortalRole.Administrator];

    private static readonly string Axe = Path.Combine(Repository.Root, ".nhi", "node_modules", "axe-core", "axe.min.js");

    private static readonly int[] Widths = [360, 768, 1440];

    public static TheoryData<int, ColorScheme> Looks => new(Widths.SelectMany(width => new[] { (width, ColorScheme.Light), (width, ColorScheme.Dark) }));

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public Task Every_page_shows_itself_without_a_fault(int width, ColorScheme scheme) => LookAtAllAsync(width, scheme);

    [Theory]
    [Trait("Set", "Full")]
    [MemberData(nameof(Looks))]
    public Task Every_page_shows_itself_at_every_width_in_both_themes(int width, ColorScheme scheme) => LookAtAllAsync(width, scheme);

    [Theory]
    [Trait("Set", "Full")]
    [MemberData(nameof(Looks))]
    public async Task Axe_finds_nothing(int width, ColorScheme scheme)
    {
        Assert.SkipUnless(File.Exists(Axe), $"axe-core is not in .nhi: npm install --prefix .nhi axe-core");
        var axe = await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken);
        var found = new List<string>();
        var page = await chromium.OpenAsync("", width, scheme, Everything);
        await page.EvaluateAsync(axe);
        foreach (var path in Pages)
        {
            await GoAsync(page, path);
            found.AddRange(await page.EvaluateAsync<string[]>("async path => (await axe.run({ resultTypes: ['violations'] })).violations.map(one => path + ': ' + one.id + ': ' + one.nodes[0].target)", path));
        }

        Assert.Empty(found);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_hostile_name_stays_a_name()
    {
        await using var portal = await chromium.OwnPortalAsync();
        for (var i = 0; i < PortalPages.Hostile.Length; i++)
        {
            await portal.AddIdentityAsync($"hostile-{i}", PortalPages.Hostile[i], i, PortalPages.Hostile[i]);
            await portal.AddFindingAsync($"bad{i}", $"hostile-{i}", PortalPages.Hostile[i], Severity.Critical, "NHI101", "challenge-demanded");
        }

        foreach (var width in new[] { 360, 1440 })
        {
            var page = await chromium.OpenAsync(portal, "", width);
            page.Dialog += (_, dialog) => Assert.Fail("a dialog: " + dialog.Message);
            string[] paths = ["", "identities?q=%3Cimg", "findings", .. PortalPages.Hostile.SelectMany((_, i) => new[] { $"identities/hostile-{i}", $"findings/bad{i}" })];
            foreach (var path in paths)
            {
                await GoAsync(page, path);
                Assert.True(await page.EvaluateAsync<bool>("() => window.hacked === undefined && document.title !== 'hacked' && document.querySelectorAll('main img, main script, main iframe').length === 0"), path);
                Assert.True(await OverflowAsync(page) <= 0, $"{path} is wider than {width}");
            }

            await GoAsync(page, "identities/hostile-0");
            Assert.Equal(PortalPages.Hostile[0], await page.Locator("main h1").TextContentAsync());
            await GoAsync(page, "identities/hostile-3");
            Assert.Contains("U+202E", await page.Locator("main h1").TextContentAsync(), StringComparison.Ordinal);
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task Everything_is_reached_with_the_keyboard()
    {
        var page = await chromium.OpenAsync("");

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await FocusedAsync(page));
        await TabToAsync(page, "Identities");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("main table");
        Assert.Equal("main", await page.EvaluateAsync<string>("() => document.activeElement.id"));

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("job-002");
        await page.WaitForFunctionAsync("() => document.querySelectorAll('main tbody tr').length === 1");
        Assert.EndsWith("?q=job-002", page.Url, StringComparison.Ordinal);
        await TabToAsync(page, "svc-job-002");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("main h1:has-text('svc-job-002')");
        await TabToAsync(page, "NHI101 Challenge demanded");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("main details");
        await TabToAsync(page, "2. Or wait");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("details").Nth(1).EvaluateAsync<bool>("one => one.open"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_happens_appears_by_itself_and_leaves_the_reader_where_they_are()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var page = await chromium.OpenAsync(portal, "");
        await page.Locator(".tile a").First.FocusAsync();

        await portal.AddFindingAsync("f9", "id-009", "svc-job-009", Severity.High, "NHI108", "blocked-by-policy");

        await page.WaitForSelectorAsync(".feed >> text=svc-job-009");
        Assert.Contains("4 identities do not work", await page.Locator("h1").TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.closest('.tile') !== null"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Filters_and_pages_are_in_the_address_and_on_demand()
    {
        var page = await chromium.OpenAsync("identities");
        await page.WaitForSelectorAsync(".total:text-is('50 of 60 shown')");

        await page.ClickAsync("text=Show more");
        await page.WaitForFunctionAsync("() => document.querySelectorAll('main tbody tr').length === 60");
        await page.SelectOptionAsync("select[name=status]", "attention");
        await page.WaitForSelectorAsync(".total:text-is('2 shown')");
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForSelectorAsync(".total:text-is('2 shown')");
        await page.SelectOptionAsync("select[name=kind]", "robot");
        await page.WaitForSelectorAsync("text=No identity is like this");
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_is_chosen_before_the_first_answer_is_there_is_not_lost_and_an_older_answer_never_replaces_a_newer_one()
    {
        var page = await chromium.OpenAsync("");
        var slow = new TaskCompletionSource();
        await page.RouteAsync(new Regex("/api/identities"), async route =>
        {
            if (!route.Request.Url.Contains("attention", StringComparison.Ordinal))
            {
                await slow.Task;
            }

            await route.ContinueAsync();
        });

        await page.ClickAsync("nav >> text=Identities");
        await page.SelectOptionAsync("select[name=status]", "attention");
        slow.SetResult();

        await page.WaitForSelectorAsync(".total:text-is('2 shown')");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Times_are_the_readers_and_utc_when_pointed_at()
    {
        var page = await chromium.OpenAsync("findings/f2");

        var first = page.Locator("dt:has-text('First seen') + dd time");

        Assert.Equal(("28 Feb 2026, 22:00", "2026-02-28 21:00:00 UTC"), (await first.TextContentAsync(), await first.GetAttributeAsync("title")));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Writes_are_stopped_with_a_reason_by_whoever_may()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var page = await chromium.OpenAsync(portal, "system", roles: PortalRole.Operator);
        await page.WaitForSelectorAsync("summary:has-text('Stop all writes')");
        Assert.Equal(0, await page.Locator("button:has-text('Let writes go on')").CountAsync());

        await page.ClickAsync("summary:has-text('Stop all writes')");
        await page.FillAsync("textarea[name=reason]", "<b>Something is wrong</b>");
        await page.ClickAsync("button:has-text('Stop all writes now')");

        await page.WaitForSelectorAsync("main >> text=<b>Something is wrong</b>");
        await page.WaitForSelectorAsync("text=A stop was asked for");
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_finding_is_muted_with_a_reason_and_an_end_and_says_so()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var page = await chromium.OpenAsync(portal, "findings/f2", roles: PortalRole.Operator);

        await page.ClickAsync("summary:has-text('Mute it')");
        await page.FillAsync("textarea[name=reason]", "<b>Planned move</b>");
        await page.RunAndWaitForResponseAsync(() => page.ClickAsync("button:has-text('Mute it now')"), answer => answer.Url.EndsWith("/mute", StringComparison.Ordinal));
        await portal.AnswerMuteAsync();

        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit }); // the clock of these pages stands still, so they never learn that something changed
        await page.WaitForSelectorAsync("main >> text=<b>Planned move</b>");
        await page.WaitForSelectorAsync("summary:has-text('Hear of it again')");
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("", "Not signed in")]
    [InlineData("nothing/here", "Not signed in")]
    public async Task Whoever_is_not_signed_in_is_told_how(string path, string heading)
    {
        var page = await chromium.OpenAsync("");
        await page.Context.ClearCookiesAsync();

        await page.GotoAsync($"{await chromium.SharedPortalAsync()}portal/{path}", Chromium.Shown);

        await page.WaitForSelectorAsync($"h1:has-text('{heading}')");
        await page.WaitForSelectorAsync("text=Open the link that nhi printed");
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("no-such-page", "No such page")]
    [InlineData("findings/none", "Not found")]
    [InlineData("identities/none", "Not found")]
    public async Task What_is_not_there_is_said_to_be_so(string path, string heading)
    {
        var page = await chromium.OpenAsync(path, 360, ColorScheme.Dark);

        await page.WaitForSelectorAsync($"main h1:text-is('{heading}')");
        await page.CloseAsync();
    }

    private async Task LookAtAllAsync(int width, ColorScheme scheme)
    {
        var portal = await chromium.SharedPortalAsync();
        var page = await chromium.OpenAsync("", width, scheme, Everything);
        var faults = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { faults.Add(message.Text); } };
        page.PageError += (_, fault) => faults.Add(fault);
        page.Request += (_, request) => { if (!request.Url.StartsWith(portal.ToString(), StringComparison.Ordinal)) { faults.Add("another origin: " + request.Url); } };
        foreach (var path in Pages)
        {
            await GoAsync(page, path);
            Assert.True(await OverflowAsync(page) <= 0, $"{path} is wider than {width}");
            Assert.EndsWith("NhiEvents", await page.TitleAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(faults);
        await page.CloseAsync();
    }

    /// <summary>To another page as a link leads there, without loading the document again; ready when the page before is gone and there is something on this one.</summary>
    private static async Task GoAsync(IPage page, string path)
    {
        await page.EvaluateAsync(
            """
            path => {
              document.querySelector('main').firstElementChild?.setAttribute('data-before', '');
              history.pushState(null, '', '/portal/' + path);
              dispatchEvent(new PopStateEvent('popstate'));
            }
            """,
            path);
        await page.WaitForSelectorAsync("main:not(:has(> [data-before])) h1");
        await page.WaitForSelectorAsync("main section, main .results > *, main .state");
    }

    private static Task<int> OverflowAsync(IPage page) => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");

    private static async Task TabToAsync(IPage page, string text)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await FocusedAsync(page) == text)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not get to '{text}'.");
    }
}
