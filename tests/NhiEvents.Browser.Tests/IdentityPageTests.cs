using Microsoft.Playwright;

namespace NhiEvents.Browser.Tests;

/// <summary>What is known of one identity, and how all stand on the day on which MFA is demanded.</summary>
[Collection(ChromiumTests.Name)]
public sealed class IdentityPageTests(Chromium chromium)
{
    [Fact]
    public async Task An_identity_says_how_ready_for_MFA_it_is_what_it_needs_and_whether_its_habits_are_known()
    {
        var page = await chromium.OpenAsync("identities/id-002", 360);
        await page.WaitForSelectorAsync("main .facts");

        Assert.Equal("Breaks already" + "by its kind and its open findings", await FactAsync(page, "When MFA is demanded"));
        Assert.Equal("Still being learned until 13 Mar 2026, 01:00 at least" + "since 27 Feb 2026, 01:00; until then nothing is called unusual", await FactAsync(page, "Its habits"));
        Assert.Equal(["Microsoft Graph", "Resource"], await page.Locator("section[aria-labelledby=uses] tbody th").EvaluateAllAsync<string[]>("all => all.map(one => one.firstChild.textContent)"));
        await page.WaitForSelectorAsync("section[aria-labelledby=uses] >> text=04b07795-8ddb-461a-bbee-02f9e1bf7b46");
        Assert.Equal(["2 h 00 min ago", "2 days ago"], await page.Locator("section[aria-labelledby=uses] time").AllTextContentsAsync());
        await page.WaitForSelectorAsync("section[aria-labelledby=keys] >> text=key-2");
        await page.WaitForSelectorAsync("section[aria-labelledby=time] svg[aria-label^='Sign-ins: ']");
        Assert.Equal("a program sends its password (ROPC)", await page.Locator("dt:has-text('Taken for non-human') + dd li").First.TextContentAsync());
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("breaks", 3, "id-002")]
    [InlineData("willBreak", 1, "id-005")]
    public async Task Those_that_MFA_stops_are_found_by_that(string readiness, int count, string first)
    {
        var page = await chromium.OpenAsync("identities");
        await page.SelectOptionAsync("select[name=readiness]", readiness);

        await page.WaitForSelectorAsync($".total:text-is('{count} shown')");
        Assert.EndsWith($"?readiness={readiness}", page.Url, StringComparison.Ordinal);
        Assert.Equal("/portal/identities/" + first, await page.Locator("main tbody a").First.GetAttributeAsync("href"));
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("id-001", "Not asked for it")] // a service principal
    [InlineData("id-005", "Will break")]
    [InlineData("id-010", "No sign that it breaks")]
    public async Task Readiness_follows_from_kind_and_open_findings(string identity, string readiness)
    {
        var page = await chromium.OpenAsync("identities/" + identity);
        await page.WaitForSelectorAsync("main .facts");

        Assert.StartsWith(readiness, await FactAsync(page, "When MFA is demanded"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_first_page_names_incidents_and_what_each_log_brings_and_System_says_more_of_it()
    {
        var page = await chromium.OpenAsync("", roles: Core.Portal.Access.PortalRole.Administrator);

        await page.WaitForSelectorAsync("section[aria-labelledby=incidents] >> text=Stops 3 identities of 1 owner.");
        Assert.Equal("/portal/findings?policy=MFA%20for%20everyone", await page.Locator("section[aria-labelledby=incidents] h3 a").GetAttributeAsync("href"));
        Assert.Equal(["Comes", "Silent", "Far too little", "Too new to judge"], await page.Locator("section[aria-labelledby=coverage] .badge").AllTextContentsAsync());
        Assert.Equal("9 min ago", await page.Locator("section[aria-labelledby=coverage] time").First.TextContentAsync());

        await page.ClickAsync("nav a:has-text('System')");
        await page.WaitForSelectorAsync("section[aria-labelledby=sources] tbody tr");
        Assert.Equal(4, await page.Locator("section[aria-labelledby=sources] tbody tr").CountAsync());
        Assert.Contains("About 12 rows in six hours, usually 480 or more", await page.Locator("section[aria-labelledby=sources]").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(["20 min", "10 min", "1 h 00 min", "Not known yet"], await page.Locator("section[aria-labelledby=sources] td:last-child").AllTextContentsAsync());
        await page.CloseAsync();
    }

    private static async Task<string?> FactAsync(IPage page, string name) => await page.Locator($".facts dt:text-is('{name}') + dd").TextContentAsync();
}
