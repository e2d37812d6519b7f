using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>NHI403: whoever holds an exempt identity's password uses it from elsewhere, once or a thousand times.</summary>
public sealed class OutsideUseTests : IDisposable
{
    private readonly ExceptionsWorld _world = new(options: new ExemptionOptions
    {
        ApproverGroupId = ExceptionsWorld.Approvers,
        ProtectedIds = [ExceptionsWorld.Protected],
        StructuralIds = [Given.Account],
        Policies = ExceptionsWorld.Settings().Policies,
    });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_finding_says_from_where_to_what_and_what_was_agreed_and_how_to_stop_it()
    {
        await _world.ActivateAsync();
        await UseAsync(minute: 1, "198.51.100.1", "Azure Key Vault");

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal(
            "Somebody with the right password or credential passed by the exception from '198.51.100.1' to 'Azure Key Vault'; agreed are 192.0.2.0/28 and 797f4846-ba00-4fd7-ba43-dac1f8f63013.", finding.Cause);
        var seen = Assert.Single(finding.Evidence.Events);
        Assert.Equal(("198.51.100.1", "Azure Key Vault", finding.FirstSeen), (seen.IpAddress, seen.Resource, seen.At));
        Assert.Contains(finding.Remedies, remedy => remedy.Steps.Any(step => step.Contains($"nhi exceptions revoke {ExceptionsWorld.Id} --identity {Given.Account}", StringComparison.Ordinal)));
        Assert.Contains(finding.Remedies, remedy => remedy.Az?.Contains("revokeSignInSessions", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_flood_is_told_once_an_hour_and_each_new_way_at_once_until_there_are_many()
    {
        await _world.ActivateAsync();
        for (var minute = 0; minute < 180; minute += 10)
        {
            await UseAsync(minute, "198.51.100.1", "Azure Key Vault");
            await UseAsync(minute, "198.51.100.1", "Azure Key Vault"); // delivered twice
        }

        Assert.Equal(3, (await FindingsAsync()).Count);

        await UseAsync(181, "203.0.113.7", "Azure Key Vault");
        Assert.Contains("'203.0.113.7'", (await FindingsAsync())[^1].Cause, StringComparison.Ordinal);

        for (var address = 0; address < 40; address++)
        {
            await UseAsync(182, $"203.0.113.{address}", "Azure Key Vault");
        }

        var told = await FindingsAsync();
        Assert.InRange(told.Count, 5, 20);
        Assert.Single(told.Select(one => one.Id).Distinct());
        Assert.Equal((16, true), (told[^1].Evidence.Events.Count, told[^1].CountIsLowerBound));
    }

    [Fact]
    public async Task Text_that_a_client_sends_stays_text()
    {
        await _world.ActivateAsync();
        await UseAsync(1, "1.2.3.4\n'; rm -rf / #", "Vault'\u202e\n<script>" + new string('x', 500));

        var finding = Assert.Single(await FindingsAsync());
        Assert.DoesNotContain(finding.Cause, letter => char.IsControl(letter) || letter == '\u202e');
        Assert.InRange(finding.Cause.Length, 100, 500);
    }

    [Fact]
    public async Task Two_persons_who_review_a_standing_exception_end_the_finding()
    {
        await _world.PrepareAsync();
        await _world.AskAsync(_world.RequestNow() with { ExemptionKind = ExemptionKind.Standing, End = null, Networks = [] });
        await _world.ApproveAsync();
        await _world.ApproveAsync(ExceptionsWorld.SecondApprover);
        await _world.RunForAsync(TimeSpan.FromMinutes(1));
        await UseAsync(2, "192.0.2.5", "Azure Key Vault", "another-resource");
        Assert.Equal(FindingState.Open, Assert.Single(await FindingsAsync()).State);

        await _world.RunAsync((await _world.StateAsync()).ReviewBy!.Value.AddHours(1));
        await _world.ApproveAsync();
        Assert.Single(await FindingsAsync());
        await _world.ApproveAsync(ExceptionsWorld.SecondApprover);

        var told = await FindingsAsync();
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], told.Select(one => one.State));
        Assert.Empty((await _world.StateAsync()).Outside);
        await UseAsync(3, "192.0.2.5", "Azure Key Vault", "another-resource");
        Assert.Equal(FindingState.Open, (await FindingsAsync())[^1].State);
    }

    [Fact]
    public void What_is_kept_are_the_first_and_the_last_in_any_order()
    {
        List<EvidenceEvent> uses = [.. Enumerable.Range(0, 40).Select(hour => new EvidenceEvent($"id-{hour:D2}", Given.Now.AddHours(hour), 0) { IpAddress = "198.51.100.1" })];

        var kept = uses.Aggregate((IReadOnlyList<EvidenceEvent>)[], (known, seen) => OutsideUses.With(known, seen) ?? known);

        Assert.Equal([.. uses.Take(8), .. uses.TakeLast(8)], kept);
        Assert.All(uses.Where(kept.Contains), seen => Assert.Null(OutsideUses.With(kept, seen)));
    }

    public void Dispose() => _world.Dispose();

    private async Task UseAsync(int minute, string address, string resource, string resourceId = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093")
    {
        var at = _world.Time.GetUtcNow().AddMinutes(minute);
        await _world.Watch.HandleAsync(
            Given.SignIn(at, "notApplied", passedByExclusion: true) with { Id = $"id-{at.Ticks}-{address}", Key = $"key-{at.Ticks}-{address}", IpAddress = address, ResourceId = resourceId, ResourceDisplayName = resource }, Ct);
    }

    private async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        [.. (await _world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Select(one => one.Finding).Where(one => one.FindingType == "NHI403")];
}
