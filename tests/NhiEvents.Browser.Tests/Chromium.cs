using Microsoft.Playwright;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Browser.Tests;

/// <summary>The browser that this machine has, and a portal for it to look at; each started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    /// <summary>Tests wait for what they look for, not for a page to be at rest.</summary>
    public static readonly PageGotoOptions Shown = new() { WaitUntil = WaitUntilState.Commit };

    private IPlaywright? _playwright;
    private IBrowserContext? _window;

    /// <summary>Empty. It keeps the window open: the first page of a window costs a second more than the next ones.</summary>
    private IPage? _first;
    private PortalPages? _portal;

    public IBrowser? Browser { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } path)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    /// <summary>Where the portal is that tests share which only read. Tests run in any order, so whoever changes something starts a portal of their own.</summary>
    /// <exception cref="InvalidOperationException">A test has sent something from it, so that the next one would see something else than what it expects.</exception>
    internal async Task<Uri> SharedPortalAsync()
    {
        Assert.SkipWhen(Browser is null, "no Chromium at " + string.Join(", ", Places));
        _portal ??= await PortalPages.StartAsync();
        return _portal.AllSent.Count == 0 ? _portal.Address : throw new InvalidOperationException($"A test has sent '{_portal.AllSent[0].Kind}' from the portal that all share: it needs one of its own.");
    }

    /// <summary>A portal for a test that changes something; skips the test where there is no browser.</summary>
    internal async Task<PortalPages> OwnPortalAsync()
    {
        Assert.SkipWhen(Browser is null, "no Chromium at " + string.Join(", ", Places));
        return await PortalPages.StartAsync();
    }

    /// <summary>A page of the shared portal, once its heading is there.</summary>
    internal async Task<IPage> OpenAsync(string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, params PortalRole[] roles) =>
        await HeadedAsync(await OpenAsync(await SharedPortalAsync(), PortalPages.TokenOf(roles), width, 900, scheme, path));

    /// <summary>A page of this portal, once its heading is there.</summary>
    internal async Task<IPage> OpenAsync(PortalPages portal, string path, int width = 1440, params PortalRole[] roles) =>
        await HeadedAsync(await OpenAsync(portal.Address, PortalPages.TokenOf(roles), width, path: path));

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }

        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A page of a portal. One window serves all tests: a new one costs more than what is looked at in it. Skips the test where there is no browser.</summary>
    public async Task<IPage> OpenAsync(Uri portal, string token, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string path = "")
    {
        if (_window is null)
        {
            _window = await NewWindowAsync();
            _first = await _window.NewPageAsync();
        }

        foreach (var left in _window.Pages.Where(page => page != _first).ToArray())
        {
            await left.CloseAsync(); // of a test that has failed
        }

        await SignInAsync(_window, portal, token);
        var page = await _window.NewPageAsync();
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.GotoAsync($"{portal}portal/{path}", Shown);
        return page;
    }

    /// <summary>An empty page in a window of its own, for somebody who has signed in there and nowhere else.</summary>
    public async Task<IPage> SignInAsync(Uri portal, string token, int width = 1440, int height = 900)
    {
        var window = await NewWindowAsync();
        await SignInAsync(window, portal, token);
        var page = await window.NewPageAsync();
        await page.SetViewportSizeAsync(width, height);
        return page;
    }

    private static async Task<IPage> HeadedAsync(IPage page)
    {
        await page.WaitForSelectorAsync("main h1");
        return page;
    }

    /// <summary>As the printed link does it, without the page that it leads to.</summary>
    private static async Task SignInAsync(IBrowserContext window, Uri portal, string token)
    {
        await window.ClearCookiesAsync();
        await window.APIRequest.GetAsync($"{portal}portal/open?token={token}", new() { MaxRedirects = 0 });
    }

    private async Task<IBrowserContext> NewWindowAsync()
    {
        Assert.SkipWhen(Browser is null, "no Chromium at " + string.Join(", ", Places));
        return await Browser!.NewContextAsync(new() { TimezoneId = "Europe/Berlin", Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
    }
}

[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
