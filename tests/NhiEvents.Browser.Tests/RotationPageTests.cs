using System.Text.Json;
using Microsoft.Playwright;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Functions.Tests.Local;

namespace NhiEvents.Browser.Tests;

/// <summary>A person starts a rotation, holds it, lets it go on and gives it up, by the pages alone.</summary>
[Collection(ChromiumTests.Name)]
public sealed class RotationPageTests(Chromium chromium)
{
    /// <summary>A service principal of <see cref="PortalPages"/>.</summary>
    private const string Identity = "id-006";

    [Fact]
    public async Task A_rotation_is_started_held_resumed_and_aborted()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var page = await chromium.OpenAsync(portal, "identities/" + Identity, roles: [PortalRole.Operator, PortalRole.Administrator]);

        await page.ClickAsync("summary:has-text('Start a rotation')");
        await page.SelectOptionAsync("select[name=keyId]", "key-6");
        await page.FillAsync("input[name=reason]", "the laptop was lost");
        await page.ClickAsync("button:has-text('Ask for the rotation')");
        await page.WaitForSelectorAsync("text=one that is open already is joined");
        var start = Sent(portal, StartRotation.Kind, NhiJson.Default.StartRotation);
        Assert.Equal((Identity, "key-6", "the laptop was lost", RotationCause.Requested), (start.IdentityId, start.KeyId, start.Reason, start.Cause));

        await OpenRotationAsync(portal, page, RotationState.Testing);
        await page.ClickAsync("summary:has-text('Hold')");
        await page.FillAsync("details:has-text('Hold') textarea", "wait for the release");
        await page.ClickAsync("details:has-text('Hold') button");
        await page.WaitForSelectorAsync("text=What comes of it appears here.");
        var hold = Sent(portal, HoldRotation.Kind, NhiJson.Default.HoldRotation);
        Assert.Equal(("rot-Testing", "app-6", "wait for the release"), (hold.RotationId, hold.IdentityId, hold.Reason));

        await OpenRotationAsync(portal, page, RotationState.Held);
        Assert.Equal(0, await page.Locator("summary:has-text('Hold')").CountAsync());
        await page.ClickAsync("summary:has-text('Let it go on')");
        await page.ClickAsync("details:has-text('Let it go on') button");
        await page.WaitForSelectorAsync("text=What comes of it appears here.");
        Assert.Equal("rot-Held", Sent(portal, ResumeRotation.Kind, NhiJson.Default.ResumeRotation).RotationId);

        await OpenRotationAsync(portal, page, RotationState.Watching);
        await page.ClickAsync("summary:has-text('Give it up')");
        await page.FillAsync("details:has-text('Give it up') textarea", "not wanted");
        await page.ClickAsync("details:has-text('Give it up') button");
        await page.WaitForSelectorAsync("text=What comes of it appears here.");
        Assert.Equal("not wanted", Sent(portal, AbortRotation.Kind, NhiJson.Default.AbortRotation).Reason);

        await OpenRotationAsync(portal, page, RotationState.Abandoned);
        Assert.Equal(0, await page.Locator("#actions").CountAsync());
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_form_asks_for_an_application_on_a_phone_and_whoever_may_not_start_one_has_no_form()
    {
        await using var portal = await chromium.OwnPortalAsync();
        var page = await chromium.OpenAsync(portal, "rotations", 360, roles: PortalRole.Operator);
        await page.ClickAsync("summary:has-text('Start a rotation')");
        await page.ClickAsync("button:has-text('Ask for the rotation')");
        Assert.Empty(portal.Sent);
        await page.FillAsync("input[name=identityId]", "<b>app-7</b>");
        await page.ClickAsync("button:has-text('Ask for the rotation')");
        await page.WaitForSelectorAsync("text=one that is open already is joined");
        Assert.Equal("<b>app-7</b>", Sent(portal, StartRotation.Kind, NhiJson.Default.StartRotation).IdentityId);
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth") <= 0);
        await page.CloseAsync();

        var read = await chromium.OpenAsync("identities/" + Identity, 360);
        await read.WaitForSelectorAsync("#keys");
        Assert.Equal(0, await read.Locator("summary:has-text('Start a rotation')").CountAsync());
        await read.CloseAsync();
    }

    /// <summary>The page of a rotation that has come this far.</summary>
    private static async Task OpenRotationAsync(PortalPages portal, IPage page, RotationState state)
    {
        await portal.RecordAsync(new RotationChanged("contoso", "app-6", $"rot-{state}", "key-6", 1, state, LocalBench.Start) { ServicePrincipalId = Identity, Text = $"It is {state}." });
        await page.GotoAsync($"{portal.Address}portal/rotations/rot-{state}", Chromium.Shown);
        await page.WaitForSelectorAsync($"main .badge:has-text('{state}')");
    }

    private static T Sent<T>(PortalPages portal, string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Assert.Single(portal.Sent, message => message.Kind == kind).Body.Span, type)!;
}
