using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Identities.Facts;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI209: accounts for emergencies, named in the configuration.</summary>
public sealed class BreakGlassTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_success_is_critical_and_names_the_resource()
    {
        var finding = Assert.Single(await FindingsAsync(Row(0, 0), Row(7, 0)));

        Assert.Equal(("NHI209", "break-glass-used", Severity.Critical, 2), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains("signed in for 'Vault'", finding.Cause, StringComparison.Ordinal);
        Assert.Equal("192.0.2.10", finding.Evidence.Events[0].IpAddress);
    }

    [Fact]
    public async Task The_right_password_is_critical_even_when_something_else_stopped_it() =>
        Assert.Equal((Severity.Critical, 1), Assert.Single((await FindingsAsync(Row(0, 50076))).Select(finding => (finding.Severity, finding.Count))));

    [Fact]
    public async Task Wrong_passwords_are_low_and_one_finding()
    {
        var finding = Assert.Single(await FindingsAsync([.. Enumerable.Range(0, 40).Select(minute => Row(minute, 50126))]));

        Assert.Equal((Severity.Low, 40), (finding.Severity, finding.Count));
    }

    [Fact]
    public async Task An_account_that_is_not_named_is_none() => Assert.Empty(await FindingsAsync(Row(0, 0) with { IdentityId = "11111111-0000-4000-8000-000000000007" }));

    [Fact]
    public async Task Any_change_to_it_is_critical_one_finding_for_each_operation_and_names_who_did_it()
    {
        DirectoryChanged[] rows = [Change("e1", 0, "Reset password (by admin)"), Change("e2", 5, "Reset password (by admin)"), Change("e3", 9, "Disable account"), Change("e4", 9, "Disable account", "11111111-0000-4000-8000-000000000007")];

        var findings = await ChangedAsync(rows);

        Assert.Equal([("NHI209", Severity.Critical, 2), ("NHI209", Severity.Critical, 1)], findings.OrderByDescending(finding => finding.Count).Select(finding => (finding.FindingType, finding.Severity, finding.Count)));
        Assert.All(findings, finding => Assert.Contains($"account {Admin}", finding.Cause, StringComparison.Ordinal));
        Assert.Equal(SerializedAs(findings), SerializedAs(await ChangedAsync([.. rows.Reverse(), .. rows])));
        Assert.Equal(SerializedAs(findings), SerializedAs(Recorded(rows)));
    }

    private const string Admin = "99999999-0000-4000-8000-000000000009";

    private static DetectionOptions Named { get; } = new() { BreakGlassIds = [SignIns.Account.ToUpperInvariant()] };

    private static string SerializedAs(IEnumerable<Finding> findings) => System.Text.Json.JsonSerializer.Serialize(findings.OrderBy(finding => finding.Id, StringComparer.Ordinal));

    private static IReadOnlyList<Finding> Recorded(DirectoryChanged[] rows)
    {
        var history = new CredentialHistory(Named, IdentityFactsIndex.Empty);
        foreach (var row in rows)
        {
            history.Add(row);
        }

        return history.Decide([]);
    }

    private static async Task<IReadOnlyList<Finding>> ChangedAsync(IReadOnlyList<DirectoryChanged> rows)
    {
        using var world = new DetectionWorld();
        var handler = new DetectCredentialChangesHandler(world.Ports.Faults, world.Identities, world.Outbox, Options.Create(Named), world.Time, NullLogger<DetectCredentialChangesHandler>.Instance);
        Assert.Empty(await handler.HandleAsync(rows, Ct));
        return (await new FindingRepository(world.Identities, governance: new GovernanceFindings(world.Ports.Faults)).ReadAllAsync(Ct)).Findings;
    }

    private static DirectoryChanged Change(string id, double minute, string operation, string account = SignIns.Account) => new(
        SignIns.Tenant, MessageIds.From(id)[..16], id, SignIns.Start.AddMinutes(minute), operation, "UserManagement", "success", new DirectoryActor(ActorKind.User) { Id = Admin }, [new ChangedObject("User", []) { Id = account }]);

    private static async Task<IReadOnlyList<Finding>> FindingsAsync(params SignIn[] rows)
    {
        using var world = new DetectionWorld();
        var options = Options.Create(new DetectionOptions { BreakGlassIds = [SignIns.Account.ToUpperInvariant()] });
        var detect = new DetectSignInsHandler(world.Identities, world.Outbox, ErrorCodeTable.Shipped, options, world.Time, NullLogger<DetectSignInsHandler>.Instance);
        Assert.Empty(await detect.HandleAsync(rows, Ct));
        return await world.FindingsAsync();
    }

    private static SignIn Row(int minute, int code) => SignIns.User(minute, code) with { Evidence = [EvidenceKinds.Registered] };
}
