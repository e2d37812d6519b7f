using System.Text.Json;
using Microsoft.Playwright;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Browser.Tests;

/// <summary>Campaigns, questions to owners, the ledger, tickets and dead letters, by the pages alone.</summary>
[Collection(ChromiumTests.Name)]
public sealed class GovernancePageTests(Chromium chromium)
{
    [Fact]
    public async Task Owners_are_asked_about_so_many_as_was_confirmed()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var page = await chromium.OpenAsync(portal, "campaigns", 360, roles: PortalRole.Operator);
        await page.ClickAsync(".tile a:has-text('Owners')");
        await page.ClickAsync("summary:has-text('Do something about them')");
        await page.WaitForSelectorAsync("text=No owner is known: name whom to ask.");
        await page.FillAsync("input[name=askInstead]", "olga@contoso.example");
        await page.WaitForSelectorAsync("button:has-text('Ask the owners: 6 identities')");
        await page.SelectOptionAsync("select[name=percent]", "5");
        await page.WaitForSelectorAsync("button:has-text('Ask the owners: 3 identities')");
        await page.FillAsync("textarea[name=reason]", "Half-yearly <b>review</b>");
        await page.CheckAsync("input[name=confirm]");
        await page.ClickAsync("button:has-text('Ask the owners: 3')");

        await page.WaitForSelectorAsync("section[aria-labelledby=runs] >> text=Ask the owners: 3 identities");
        await page.WaitForSelectorAsync("text=Half-yearly <b>review</b>");
        Assert.Equal(3, portal.SentTo(Queues.Reactions).Count(message => message.Kind == AskAttestation.Kind));
        Assert.True(await OverflowAsync(page) <= 0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task An_owner_answers_with_the_link_alone_and_its_secret_leaves_the_address()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var context = await chromium.Browser!.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 700 } });
        var page = await context.NewPageAsync();
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add(request.Url + string.Join(' ', request.Headers.Values));
        await page.GotoAsync($"{portal.Address}portal/attest#{PortalPages.AttestationLink}", Chromium.Shown);

        await page.WaitForSelectorAsync("text=svc-job-004");
        Assert.EndsWith("/portal/attest", page.Url, StringComparison.Ordinal);
        Assert.Empty(portal.SentTo(Queues.Reactions));
        await page.ClickAsync("button:has-text('No, it is not mine')");
        await page.WaitForSelectorAsync("h1:has-text('Thank you')");

        var answer = JsonSerializer.Deserialize(Assert.Single(portal.SentTo(Queues.Reactions)).Body.Span, NhiJson.Default.AnswerAttestation)!;
        Assert.Equal(("ask-open", AttestationAnswer.Disown), (answer.AttestationId, answer.Answer));
        Assert.DoesNotContain(sent, one => one.Contains("token-of-the-open-question", StringComparison.Ordinal));

        await page.GotoAsync("about:blank");
        await page.GotoAsync($"{portal.Address}portal/attest#ask-open.guessed", Chromium.Shown);
        await page.WaitForSelectorAsync("h1:has-text('This link opens nothing')");
        await page.GotoAsync("about:blank");
        await page.GotoAsync($"{portal.Address}portal/attest", Chromium.Shown);
        await page.WaitForSelectorAsync("text=The link is not complete");
        await context.CloseAsync();
    }

    [Fact]
    public async Task An_auditor_checks_the_ledger_filters_it_and_reads_a_review()
    {
        var page = await chromium.OpenAsync("audit", roles: PortalRole.Auditor);

        await page.WaitForSelectorAsync("text=Whole and unaltered");
        await page.WaitForSelectorAsync("main >> text=<img src=x onerror=window.hacked=1>");
        Assert.True(await page.EvaluateAsync<bool>("() => window.hacked === undefined"));
        await page.FillAsync("input[name=q]", "exclusion-add");
        await page.WaitForFunctionAsync("() => document.querySelectorAll('.results tbody tr').length === 2");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("a:has-text('Export CSV')"));
        Assert.Equal(3, (await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Length);

        await page.ClickAsync("a:has-text('2026 Q1')");
        await page.WaitForSelectorAsync("h1:has-text('Review of 2026 Q1')");
        await page.WaitForSelectorAsync("text=Its owner has not answered in time.");
        await page.CloseAsync();

        var other = await chromium.OpenAsync("audit");
        await other.WaitForSelectorAsync("h1:has-text('Not allowed')");
        Assert.Equal(0, await other.Locator("nav a:has-text('Audit')").CountAsync());
        await other.CloseAsync();
    }

    [Fact]
    public async Task A_finding_leads_to_its_ticket_and_an_address_that_is_none_is_no_link()
    {
        var page = await chromium.OpenAsync("findings/f2");

        Assert.Equal("https://tickets.example/INC0010023", await page.Locator(".facts a:has-text('INC0010023')").GetAttributeAsync("href"));
        await page.GotoAsync($"{await chromium.SharedPortalAsync()}portal/tickets", Chromium.Shown);
        await page.WaitForFunctionAsync("() => document.querySelectorAll('.results tbody tr').length === 2");
        Assert.Equal(1, await page.Locator(".results a[target=_blank]").CountAsync());
        Assert.Equal("svc-job-002", await page.Locator(".results a[href='/portal/identities/id-002']").TextContentAsync());
        Assert.True(await page.EvaluateAsync<bool>("() => window.hacked === undefined"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_dead_letter_is_sent_again_and_another_mode_is_asked_for_by_keyboard()
    {
        await using var portal = await chromium.OwnPortalAsync();
        await portal.GiveUpAsync("unreadable-body");
        var page = await chromium.OpenAsync(portal, "system", 360, roles: PortalRole.Administrator);

        await page.WaitForSelectorAsync("text=unreadable-body");
        await page.Locator("button:has-text('Send again')").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("text=Nothing was given up");

        await page.WaitForSelectorAsync("text=Waits for a second person");
        await page.Locator("summary:has-text('Change the mode')").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.SelectOptionAsync("select[name=mode]", "propose");
        await page.Locator("button:has-text('Ask for this mode')").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("text=It changes when a second person asks");
        Assert.Equal(ChangeMode.Kind, Assert.Single(portal.SentTo(Queues.Exceptions)).Kind);
        Assert.True(await OverflowAsync(page) <= 0);
        await page.CloseAsync();
    }

    private static Task<int> OverflowAsync(IPage page) => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
}
