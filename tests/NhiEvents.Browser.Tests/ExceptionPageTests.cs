using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Commands;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Simulate;
using NhiEvents.Local.Triggers;
using NhiEvents.Tests;

namespace NhiEvents.Browser.Tests;

/// <summary>Two persons and a broken job, in a simulated company after the day on which MFA was enforced.</summary>
[Collection(ChromiumTests.Name)]
public sealed partial class ExceptionPageTests(Chromium chromium)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broken_job_is_found_an_exception_asked_for_approved_by_another_person_and_active()
    {
        Assert.SkipWhen(chromium.Browser is null, "no Chromium");
        var scenario = SimulateCommand.Load("mfa-day");
        var links = PortalLinks.Create();
        var (folder, port) = (Directory.CreateTempSubdirectory("nhi-pages-"), FreePorts.Next());
        await using var run = await SimulationRun.CreateAsync(
            scenario, new TenantSize(10, 12, 7), scenario.Days, null, world => (links = PortalLinks.Create(world.Setting.Requester, world.Setting.ApproverAccounts[0])).SettingsAt(port));
        await run.RunAsync(Ct, shown: true);
        var printed = new StringWriter();
        await using var doors = await FrontDoors.OpenAsync(run.Host, IPAddress.Loopback, port, FunctionKeys.LoadOrCreate(folder.FullName), links, NullLoggerFactory.Instance, printed);
        var opened = Link().Matches(printed.ToString());
        var (portal, asker, approver) = (new Uri(opened[0].Groups[1].Value), opened[0].Groups[2].Value, opened[1].Groups[2].Value);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var going = run.GoOnAsync(new Pace(TimeProvider.System, 240), stop.Token);

        var page = await chromium.SignInAsync(portal, asker);
        await page.GotoAsync($"{portal}portal/identities?status=broken", Chromium.Shown);
        await page.Locator("main tbody tr a").First.ClickAsync();
        await page.ClickAsync("a:has-text('Ask for an exception')");
        await page.WaitForSelectorAsync("text=to mend:");
        await page.ClickAsync("button:has-text('Send the request')");
        await page.WaitForSelectorAsync("#e-reason:has-text('A reason is missing')");
        await page.FillAsync("textarea[name=reason]", "The job stands still until it is moved.");
        await page.WaitForSelectorAsync("text=Nothing is against it so far.");
        await page.ClickAsync("button:has-text('Send the request')");
        await page.WaitForSelectorAsync("main .badge:has-text('Requested')");
        Assert.Equal(0, await page.Locator("summary:has-text('Approve')").CountAsync());

        var second = await chromium.SignInAsync(portal, approver, width: 360);
        await second.GotoAsync(page.Url, Chromium.Shown);
        await second.ClickAsync("summary:has-text('Approve')");
        await second.ClickAsync("button:has-text('Approve now')");
        await second.WaitForSelectorAsync("main .badge:has-text('Active')");
        await page.WaitForSelectorAsync("main .badge:has-text('Active')");
        await page.WaitForSelectorAsync("text=exclusion read back");

        await page.ClickAsync("summary:has-text('Revoke')");
        await page.FillAsync("details:has-text('Revoke') textarea", "It is moved, and works.");
        await page.ClickAsync("button:has-text('Revoke now')");
        await page.WaitForSelectorAsync("main .badge:has-text('Ended')");
        Assert.True(await second.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") <= 0);

        await page.GotoAsync($"{portal}portal/audit?q=exception-approved", Chromium.Shown);
        await page.WaitForSelectorAsync("text=Whole and unaltered");
        await page.WaitForSelectorAsync("main tbody >> text=Exception approved");

        await page.Context.CloseAsync();
        await second.Context.CloseAsync();
        await stop.CancelAsync();
        await going;
        folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"(http://[^/]+/)portal/open\?token=(\w+)")]
    private static partial Regex Link();
}
