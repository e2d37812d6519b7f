using Microsoft.Playwright;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Browser.Tests;

/// <summary>How all exceptions stand, above their list.</summary>
[Collection(ChromiumTests.Name)]
public sealed class ExceptionOverviewTests(Chromium chromium)
{
    [Fact]
    public async Task The_page_counts_down_shows_the_calendar_the_burn_down_shadow_exceptions_guards_and_the_import()
    {
        var page = await chromium.OpenAsync("exceptions", 360, ColorScheme.Dark, PortalRole.Operator);

        await page.WaitForSelectorAsync(".month li");
        Assert.Equal("5", await page.Locator(".tile.working .figure").TextContentAsync());
        Assert.Equal(35, await page.Locator(".month li").CountAsync());
        Assert.InRange(await page.Locator(".month .busy").CountAsync(), 3, 5);
        Assert.InRange(await page.Locator(".month .frozen").CountAsync(), 3, 4);
        Assert.StartsWith("Exceptions in force, if none is extended: 5 now", await page.Locator("svg[aria-label^='Exceptions in force']").GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        await page.WaitForSelectorAsync("section[aria-labelledby=shadows] >> text=svc-job-001");
        await page.WaitForSelectorAsync("text=Ask for an exception with an end");
        await page.WaitForSelectorAsync("section[aria-labelledby=guards] >> text=192.0.2.0/24");
        await page.ClickAsync("section[aria-labelledby=import] summary");
        await page.WaitForSelectorAsync("section[aria-labelledby=import] >> text=It is let out by group g-1");
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") <= 0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_suspended_exception_can_be_let_go_on_by_an_approver()
    {
        var page = await chromium.OpenAsync("exceptions/ex-active-5", roles: PortalRole.Approver);

        await page.ClickAsync("summary:has-text('Approve')");
        await page.WaitForSelectorAsync("text=The guard is read again before anything is written.");
        await page.WaitForSelectorAsync("text=What passes only by it");
        await page.CloseAsync();
    }
}
