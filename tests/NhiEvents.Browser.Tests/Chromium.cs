using Microsoft.Playwright;

namespace NhiEvents.Browser.Tests;

/// <summary>The browser that this machine has, started once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    private IPlaywright? _playwright;

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

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Skips the test where there is no browser.</summary>
    public async Task<IPage> OpenAsync(Uri portal, string token, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string path = "")
    {
        Assert.SkipWhen(Browser is null, "no Chromium at " + string.Join(", ", Places));
        var context = await Browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, TimezoneId = "Europe/Berlin", Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{portal}portal/open?token={token}");
        if (path.Length > 0)
        {
            await page.GotoAsync($"{portal}portal/{path}");
        }

        return page;
    }
}

[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
