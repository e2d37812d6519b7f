using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Governance;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI407: what works now and rests on something that a known change takes away.</summary>
public sealed class WillBreakTests
{
    private const string AzureResourceManager = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

    private static readonly double[] Days = [5, 24 * 60, 37 * 60];

    private static SignIn Plain(double minute) => SignIns.User(minute, 0) with { Evidence = [EvidenceKinds.NamingPattern] };

    public static TheoryData<string, Severity, string> Ways => new()
    {
        { "ropc", Severity.Medium, "2025-10-01" },
        { "deviceCode", Severity.Medium, "device code" },
        { "Authenticated SMTP", Severity.Medium, "2026-12-31" },
        { "Exchange Web Services", Severity.Medium, "2026-10-01 to 2027-04-01" },
        { AzureResourceManager, Severity.Low, "2025-10-01 to 2026-07-01" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_way_that_is_going_away_is_NHI407_and_names_the_change_and_its_date(string way, Severity severity, string says)
    {
        var finding = Assert.Single(await FindingsAsync(Habit(way)), one => one.FindingType == "NHI407");

        Assert.Equal(("will-break", severity, FindingState.Open), (finding.Name, finding.Severity, finding.State));
        Assert.Contains(says, finding.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedies);
        Assert.NotEmpty(finding.Standards);
        Assert.Equal(Habit(way).Select(one => one.Id), finding.Evidence.Events.Select(seen => seen.Id));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task With_a_second_factor_or_without_success_it_is_none(string way, Severity severity, string says)
    {
        Assert.NotEmpty(says);
        Assert.True(severity < Severity.High);

        Assert.DoesNotContain(await FindingsAsync([.. Habit(way).Select(one => one with { MfaSatisfied = true })]), one => one.FindingType == "NHI407");
        Assert.DoesNotContain(await FindingsAsync([.. Habit(way).Select(one => one with { ErrorCode = 50126 })]), one => one.FindingType == "NHI407");
    }

    [Fact]
    public async Task Two_hours_or_two_nights_are_no_habit_that_will_be_missed()
    {
        Assert.Empty(await FindingsAsync(Using("ropc", 5), Using("ropc", 37 * 60)));
        Assert.Empty(await FindingsAsync(Using("ropc", 5), Using("ropc", 70), Using("ropc", 130), Using("ropc", (24 * 60) + 6)));
    }

    [Theory]
    [InlineData("reportOnlyFailure")]
    [InlineData("reportOnlyInterrupted")]
    public async Task A_policy_that_only_reports_and_would_have_failed_is_certain(string result)
    {
        var finding = Assert.Single(await FindingsAsync(Reported(5, result), Reported(7, result)));

        Assert.Equal(("NHI407", Severity.High, 1), (finding.FindingType, finding.Severity, finding.Count));
        Assert.True(finding.CountIsLowerBound);
        Assert.Contains("'MFA for everyone'", finding.Cause, StringComparison.Ordinal);
        Assert.Contains(finding.Remedies, remedy => remedy.Steps.Any(step => step.Contains("nhi preflight", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_policy_is_a_finding_of_its_own_and_each_hour_counts_once()
    {
        var findings = await FindingsAsync(Reported(5, "reportOnlyFailure"), Reported(6, "reportOnlyFailure"), Reported(65, "reportOnlyFailure"), Reported(65, "reportOnlyFailure", "p2"));

        Assert.Equal([1, 2], findings.Select(finding => finding.Count).Order());
    }

    [Fact]
    public async Task A_service_principal_breaks_by_a_refusal_and_is_never_asked_for_a_factor()
    {
        var refused = SignIns.App(5, 0) with { Policies = [new AppliedPolicy("p1", "Block abroad", "reportOnlyFailure", false)] };
        var asked = SignIns.App(5, 0) with { Policies = [new AppliedPolicy("p1", "MFA", "reportOnlyInterrupted", false)] };

        Assert.Equal("NHI407", Assert.Single(await FindingsAsync(refused)).FindingType);
        Assert.Empty(await FindingsAsync(asked));
        Assert.Empty(await FindingsAsync([.. Days.Select(minute => SignIns.App(minute, 0) with { ResourceId = AzureResourceManager, AuthenticationRequirement = "singleFactorAuthentication" })]));
    }

    [Fact]
    public async Task A_person_has_none()
    {
        Assert.Empty(await FindingsAsync([.. Days.Select(minute => SignIns.Human(minute, 0) with { AuthenticationProtocol = "deviceCode", Evidence = [EvidenceKinds.DeviceCode] })]));
    }

    [Fact]
    public async Task Twice_and_in_any_order_it_is_the_same_and_an_hour_is_told_of_once()
    {
        SignIn[] events = [Using("ropc", 5), Using("ropc", 25), Using("ropc", 70), Using("ropc", 37 * 60), Using("ropc", (37 * 60) + 20), Using("ropc", 38 * 60)];
        using var inOrder = new DetectionWorld();
        using var other = new DetectionWorld();

        foreach (var one in events)
        {
            await inOrder.DeliverAsync(one);
        }

        await other.DeliverAsync([.. events.Reverse(), .. events]);
        await inOrder.RunAllDeadlinesAsync();
        await other.RunAllDeadlinesAsync();

        Assert.Equal(await inOrder.DocumentsAsync(), await other.DocumentsAsync());
        Assert.Equal(2, (await inOrder.AnnouncedAsync()).Count(change => change.Finding.FindingType == "NHI407"));
    }

    [Fact]
    public void The_shipped_data_says_of_each_change_what_it_breaks_and_where_that_is_written()
    {
        Assert.NotEmpty(PlannedChanges.Shipped.Version);
        Assert.All(PlannedChanges.Shipped.All, change => Assert.Equal("learn.microsoft.com", change.Source.Host));
        Assert.Equal(["arm-token", "arm-write", "device-code", "ews", "report-only", "ropc", "smtp-auth"], PlannedChanges.Shipped.All.Select(change => change.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_faulty_file_is_refused_with_all_its_faults()
    {
        using var json = new MemoryStream("""
            { "schemaVersion": 2, "version": "", "changes": [
              { "id": "a", "certainty": "likely", "name": "x", "breaks": "y", "when": {}, "source": "https://example.com" },
              { "id": "a", "certainty": "likely", "name": "", "breaks": "y", "when": { "singleFactor": true }, "from": "2026-02-01", "final": "2026-01-01", "replaceAccount": true, "source": "https://example.com" } ] }
            """u8.ToArray());

        var refused = Assert.Throws<InvalidDataException>(() => PlannedChanges.Load(json, "mine.json"));

        Assert.Contains("7 fault(s)", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Over more than a day and a half, in three hours.</summary>
    private static SignIn[] Habit(string way) => [.. Days.Select(minute => Using(way, minute))];

    private static SignIn Using(string way, double minute) => way switch
    {
        AzureResourceManager => Plain(minute) with { ResourceId = way, AuthenticationRequirement = "singleFactorAuthentication" },
        "ropc" or "deviceCode" => Plain(minute) with { AuthenticationProtocol = way },
        _ => Plain(minute) with { ClientAppUsed = way },
    };

    private static SignIn Reported(double minute, string result, string policy = "p1") =>
        Plain(minute) with { Key = $"r{minute}{policy}", Policies = [new AppliedPolicy(policy, "MFA for everyone", result, false)] };

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(params IReadOnlyList<SignIn> events)
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(events);
        await world.RunAllDeadlinesAsync();
        return await world.FindingsAsync();
    }
}
