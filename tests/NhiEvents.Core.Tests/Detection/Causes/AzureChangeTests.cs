using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI407, certain: a user object changes Azure with a token that holds no second factor.</summary>
public sealed class AzureChangeTests
{
    private static readonly double[] Days = [5, 24 * 60, 37 * 60];

    [Fact]
    public async Task One_change_is_enough_and_the_finding_names_operation_date_and_remedy()
    {
        var finding = Assert.Single(await FindingsAsync(CauseWorld.Changed(5)));

        Assert.Equal(("NHI407", "will-break", Severity.High, FindingState.Open), (finding.FindingType, finding.Name, finding.Severity, finding.State));
        Assert.Contains("will certainly stop with mandatory multi-factor authentication for changes in Azure (phase 2), 2025-10-01 to 2026-07-01", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("microsoft.compute/virtualmachines/write", finding.Cause, StringComparison.Ordinal);
        Assert.Equal(["microsoft.compute/virtualmachines"], finding.Evidence.Resources);
        var seen = Assert.Single(finding.Evidence.Events);
        Assert.Equal(("id-c5", SignIns.Start.AddMinutes(5), "microsoft.compute/virtualmachines/write"), (seen.Id, seen.At, seen.App));
        Assert.EndsWith("/vm1", seen.Resource, StringComparison.Ordinal);
        Assert.Contains("managed identity", finding.Remedies[0].Title, StringComparison.Ordinal);
        Assert.Contains("cannot help", finding.Remedies[^1].Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_hour_counts_once_whatever_is_changed_in_it()
    {
        var finding = Assert.Single(await FindingsAsync([.. Enumerable.Range(0, 100).Select(i => CauseWorld.Changed(i / 2.0, $"microsoft.web/sites{i}/write")), CauseWorld.Changed(65)]));

        Assert.Equal((2, true, 2), (finding.Count, finding.CountIsLowerBound, finding.Evidence.Events.Count));
    }

    [Fact]
    public async Task It_takes_the_place_of_what_was_only_possible()
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync([.. Days.Select(Token)]);
        Assert.Equal(Severity.Low, Assert.Single(await world.FindingsAsync()).Severity);

        await world.ChangeAsync(CauseWorld.Changed(40 * 60));

        Assert.Equal(Severity.High, Assert.Single(await world.FindingsAsync()).Severity);
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await world.AnnouncedAsync()).Where(change => change.Finding.Severity is Severity.Low).Select(change => change.Finding.State));
    }

    [Fact]
    public async Task Once_it_is_refused_NHI111_says_so_and_this_is_over()
    {
        using var world = new DetectionWorld();
        await world.ChangeAsync(CauseWorld.Changed(5));
        await world.DenyAsync(CauseWorld.Denied(65));
        await world.RunAllDeadlinesAsync();
        Assert.Equal("NHI111", Assert.Single(await world.FindingsAsync()).FindingType);

        // Elsewhere it goes on; what to do has been said.
        await world.ChangeAsync(CauseWorld.Changed(125));
        await world.RunAllDeadlinesAsync();
        Assert.Equal("NHI111", Assert.Single(await world.FindingsAsync()).FindingType);
    }

    [Fact]
    public async Task People_leave_no_trace()
    {
        using var world = new DetectionWorld();

        await world.ChangeAsync(CauseWorld.Changed(5) with { Evidence = [EvidenceKinds.CommandLineClient] });

        Assert.Empty((await world.Identities.ReadAllAsync(TestContext.Current.CancellationToken)).Identities);
        Assert.Empty(await world.FindingsAsync());
    }

    [Fact]
    public async Task Twice_late_and_in_any_order_with_sign_ins_and_refusals_it_is_the_same()
    {
        ResourceChanged[] changes = [CauseWorld.Changed(5), CauseWorld.Changed(25, "microsoft.web/sites/delete"), CauseWorld.Changed(70), CauseWorld.Changed(36 * 60)];
        SignIn[] tokens = [.. Days.Select(Token)];
        using var inOrder = new DetectionWorld();
        using var other = new DetectionWorld();

        await inOrder.DeliverAsync(tokens);
        foreach (var one in changes)
        {
            await inOrder.ChangeAsync(one);
        }

        await inOrder.DenyAsync(CauseWorld.Denied(80));
        await inOrder.RunAllDeadlinesAsync();

        await other.DenyAsync(CauseWorld.Denied(80));
        await other.ChangeAsync([.. changes.Reverse(), .. changes]);
        await other.DeliverAsync([.. tokens.Reverse()]);
        await other.ChangeAsync(changes);
        await other.RunAllDeadlinesAsync();

        Assert.Equal(await inOrder.DocumentsAsync(), await other.DocumentsAsync());
    }

    private static SignIn Token(double minute) => SignIns.User(minute, 0) with
    {
        Evidence = [EvidenceKinds.NamingPattern], ResourceId = "797f4846-ba00-4fd7-ba43-dac1f8f63013", AuthenticationRequirement = "singleFactorAuthentication",
    };

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(params IReadOnlyList<ResourceChanged> events)
    {
        using var world = new DetectionWorld();
        await world.ChangeAsync(events);
        return await world.FindingsAsync();
    }
}
