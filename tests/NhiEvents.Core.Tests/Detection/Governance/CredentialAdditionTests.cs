using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.Retention;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>NHI301: a credential came to an application, and neither our rotation nor a trusted actor brought it.</summary>
public sealed class CredentialAdditionTests : IDisposable
{
    private const string Application = "77777777-0000-4000-8000-000000000001";

    private const string AppId = "55555555-0000-4000-8000-000000000001";

    private const string Admin = "99999999-0000-4000-8000-000000000009";

    private const string Rotation = "88888888-0000-4000-8000-000000000001";

    private const string KeyA = "aaaaaaaa-0000-4000-8000-000000000001";

    private const string KeyB = "bbbbbbbb-0000-4000-8000-000000000002";

    private readonly ManualTime _time = new(SignIns.Start.AddDays(1));

    private readonly EmbeddedPorts _ports;

    public CredentialAdditionTests() => _ports = new EmbeddedPorts(_time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, AddedKind> Kinds => new()
    {
        { "Application", "KeyDescription", Keys(KeyA, "Password"), AddedKind.Secret },
        { "ServicePrincipal", "KeyDescription", Keys(KeyA, "AsymmetricX509Cert"), AddedKind.Certificate },
        { "Application", "FederatedIdentityCredentials", """[{"Name":"gh","Issuer":"https://token.actions.githubusercontent.com","Subject":"repo:contoso/app:ref:refs/heads/main"}]""", AddedKind.Federated },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_kind_on_each_object_is_one_finding_that_names_who_did_it(string type, string property, string value, AddedKind kind)
    {
        await DeliverAsync(Change("e1", 0, type, property, "[]", value));

        var finding = Assert.Single(await FindingsAsync());

        Assert.Equal(("NHI301", "credential-added-outside-rotation", Severity.High, 1), (finding.FindingType, finding.Name, finding.Severity, finding.Count));
        Assert.Contains($"account {Admin}", finding.Cause, StringComparison.Ordinal);
        Assert.Contains(kind switch { AddedKind.Secret => "A secret (", AddedKind.Certificate => "A certificate (", AddedKind.Federated => "A federated credential (", AddedKind.Undescribed => "A credential" }, finding.Cause, StringComparison.Ordinal);
        Assert.Contains("not known here", finding.Cause, StringComparison.Ordinal);
        Assert.Equal(kind is AddedKind.Federated, finding.Remedies[^1].Az is null);
    }

    [Theory]
    [InlineData("Add service principal credentials", "ServicePrincipal", "\"Client secret for the interface\"", false, true)] // described by other words
    [InlineData("Add service principal credentials", "ServicePrincipal", null, false, true)]
    [InlineData("Update application - Certificates and secrets management", "Application", "[\"[KeyIdentifier=aaaaaaaa-00", true, true)] // so many keys that the event could not hold them
    [InlineData("Update application - Certificates and secrets management", "Application", "[]", false, false)] // one was removed
    [InlineData("Update application", "Application", "[]", true, false)]
    public async Task A_row_that_does_not_describe_what_was_added_still_says_that_something_was(string operation, string type, string? value, bool isCut, bool isFound)
    {
        var change = Change("e1", 0, type, "KeyDescription", "[]", value ?? "") with { Operation = operation, Cut = isCut ? ["targets[0].KeyDescription.newValue"] : [] };

        await DeliverAsync(change);

        var found = await FindingsAsync();
        Assert.Equal(isFound, found.Count == 1);
        Assert.All(found, finding => Assert.StartsWith("A credential that the audit log does not describe was added to", finding.Cause, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_rows_of_one_change_are_one_finding_in_any_order_and_as_often_as_they_come()
    {
        DirectoryChanged[] rows =
        [
            Change("e1", 0, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")),
            Change("e2", 1, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")) with { Operation = "Update application" },
        ];

        await DeliverAsync([rows[1], rows[0], rows[1]]);
        await DeliverAsync(rows);

        var finding = Assert.Single(await FindingsAsync());
        Assert.Equal((2, "e1"), (finding.Count, finding.Evidence.Events[0].Id));
        Assert.Equal(2, (await _ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Count);
    }

    [Fact]
    public async Task A_second_credential_later_is_a_second_finding()
    {
        await DeliverAsync(Change("e1", 0, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")), Change("e2", 60, "Application", "KeyDescription", Keys(KeyA, "Password"), Keys($"{KeyA};{KeyB}", "Password")));

        var findings = await FindingsAsync();

        Assert.Equal(2, findings.Count);
        Assert.Contains(findings, one => one.Cause.Contains(KeyB, StringComparison.Ordinal) && !one.Cause.Contains(KeyA, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Our_rotation_and_trusted_pipelines_raise_none()
    {
        await DeliverAsync(Change("e1", 0, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")) with { Actor = new DirectoryActor(ActorKind.Application) { Id = Rotation } });

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task A_removal_a_failure_and_another_property_raise_none()
    {
        await DeliverAsync(
            Change("e1", 0, "Application", "KeyDescription", Keys(KeyA, "Password"), "[]"),
            Change("e2", 1, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")) with { Result = "failure" },
            Change("e3", 2, "Application", "DisplayName", "\"a\"", "\"b\""),
            Change("e4", 3, "Group", "KeyDescription", "[]", Keys(KeyA, "Password")));

        Assert.Empty(await FindingsAsync());
    }

    [Fact]
    public async Task The_platform_renewing_the_certificate_of_a_managed_identity_is_none_and_its_name_alone_is_no_excuse()
    {
        var platform = new DirectoryActor(ActorKind.Application) { DisplayName = "Managed Service Identity" };
        var names = new ChangedProperty("TargetId.ServicePrincipalNames") { NewValue = $"\"{AppId},https://identity.azure.net/abc=\"" };
        var roll = Change("e1", 0, "ServicePrincipal", "KeyDescription", "[]", Keys(KeyA, "AsymmetricX509Cert")) with { Actor = platform };

        await DeliverAsync(roll with { Targets = [roll.Targets[0] with { Properties = [.. roll.Targets[0].Properties, names] }] });
        Assert.Empty(await FindingsAsync());

        await DeliverAsync(roll with { Key = "0000000000000009" });
        Assert.Single(await FindingsAsync());
    }

    [Theory]
    [InlineData("9e3f62cf-ca9d-4989-b6ce-bf83c28f9fe8", Severity.Critical, "RoleManagement.ReadWrite.Directory")]
    [InlineData("e2a3a72e-5f79-4c64-b1b1-878b674786c9", Severity.High, "Mail.ReadWrite")]
    [InlineData("df021288-bdef-4463-88db-98f22de89214", Severity.Medium, "none of its permissions")]
    public async Task The_permissions_of_the_application_decide_how_bad_it_is(string role, Severity severity, string says)
    {
        var facts = new FactsRepository(_ports.Faults, new Outbox(_ports.Faults, _ports.Faults, _time));
        await facts.SaveAsync(new IdentityRegistered(IdentityRegistered.AnyTenant, "directory", "1", new IdentityFacts { Id = SignIns.Principal, AppId = AppId, AppRoles = [role] }), Ct);
        await facts.NoteNamesAsync(SignIns.Tenant, SignIns.Principal, [AppId], Ct);
        await DeliverSignInAsync();

        await DeliverAsync(Change("e1", 0, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")) with { Details = [new ChangeDetail("AppId") { Value = AppId }] });

        var finding = Assert.Single(await FindingsAsync(), one => one.FindingType == "NHI301");
        Assert.Equal((severity, SignIns.Principal), (finding.Severity, finding.Identity.Id));
        Assert.Contains(says, finding.Cause, StringComparison.Ordinal);
        Assert.Equal(finding, Assert.Single(await _ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Finding, (a, b) => a.Id == b.Id && a.Cause == b.Cause);
    }

    [Fact]
    public void Hostile_values_neither_throw_nor_find()
    {
        foreach (var value in new[] { null, "", "[", "{}", "[1]", "[{}]", "\0", "[KeyIdentifier=,KeyType=,KeyUsage=]", new string('[', 20_000) })
        {
            var found = CredentialAddition.Of(Change("e1", 0, "Application", "KeyDescription", value, value));
            Assert.Empty(found);
            Assert.Empty(CredentialAddition.Of(Change("e1", 0, "Application", "FederatedIdentityCredentials", value, value)));
        }
    }

    [Fact]
    public async Task A_finding_ends_thirteen_months_after_its_last_event_and_a_late_copy_finds_nothing()
    {
        DirectoryChanged[] rows = [Change("e1", 0, "Application", "KeyDescription", "[]", Keys(KeyA, "Password")), Change("e2", 30 * 24 * 60, "Application", "KeyDescription", "[]", Keys(KeyB, "Password"))];
        await DeliverSignInAsync(); // the one that signs in with it is the one that is named, in the end too
        await DeliverAsync(rows);
        _time.AdvanceTo(SignIns.Start + new DetectionOptions().KeepFindings + TimeSpan.FromDays(2));

        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));

        Assert.Contains(KeyB, Assert.Single(await FindingsAsync()).Cause, StringComparison.Ordinal);
        var announced = (await _ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Where(one => one.Finding.FindingType == "NHI301").ToList();
        var (open, ended) = (announced[0], announced[^1]);
        Assert.Equal((open.Finding.Id, open.Finding.Identity.Id, FindingState.Withdrawn, open.Revision + 1), (ended.Finding.Id, ended.Finding.Identity.Id, ended.Finding.State, ended.Revision));
        Assert.DoesNotContain(_ports.KeysOf("credential-added").SelectMany(key => _ports.Rows().Where(row => row.Key == key && row.Body.Contains("\"seen\":[]", StringComparison.Ordinal))), row => row.Body.Contains(Admin, StringComparison.Ordinal));

        var rowsBefore = _ports.Rows();
        await DeliverAsync(rows[0]);
        Assert.Equal(rowsBefore, _ports.Rows().Where(row => !row.Partition.Contains("-coverage-", StringComparison.Ordinal) || rowsBefore.Contains(row)));

        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal((2, 0), (await PurgeForADayAsync(), await PurgeForADayAsync())); // what was left of it, and the other one
    }

    [Fact]
    public async Task Changes_to_accounts_for_emergencies_end_thirteen_months_after_the_last()
    {
        var named = new DetectionOptions { BreakGlassIds = [SignIns.Account] };
        var changes = Enumerable.Range(0, 20).Select(day => new DirectoryChanged(
            SignIns.Tenant, MessageIds.From($"b{day}")[..16], $"b{day}", SignIns.Start.AddDays(day), "Update user", "UserManagement", "success", new DirectoryActor(ActorKind.User) { Id = Admin }, [new ChangedObject("User", []) { Id = SignIns.Account }])).ToList();
        await HandleAsync(named, changes);
        _time.AdvanceTo(SignIns.Start.AddDays(18) + named.KeepFindings);
        Assert.Equal(0, await PurgeForADayAsync()); // the last one counts, however many there were

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0), (await PurgeForADayAsync(), await PurgeForADayAsync()));
        Assert.Empty(await FindingsAsync());

        await HandleAsync(named, [changes[^1]]);
        Assert.Empty(await FindingsAsync());
        await HandleAsync(named, [changes[^1] with { At = _time.GetUtcNow(), Key = "new", Id = "new" }]);
        Assert.Equal(1, Assert.Single(await FindingsAsync()).Count);
    }

    public void Dispose() => _ports.Dispose();

    private Task<int> PurgeForADayAsync()
    {
        var outbox = new Outbox(_ports.Faults, _ports.Faults, _time);
        var handler = new PurgeGovernanceHandler(
            _ports.Faults, new IdentityRepository(_ports.Faults), outbox, new HourlyShare(_ports.Faults, outbox, _time), Options.Create(new DetectionOptions()), _time, NullLogger<PurgeGovernanceHandler>.Instance);
        return _time.PurgeForADayAsync(handler.HandleAsync);
    }

    private async Task HandleAsync(DetectionOptions options, IReadOnlyList<DirectoryChanged> changes) => Assert.Empty(await new DetectCredentialChangesHandler(
        _ports.Faults, new IdentityRepository(_ports.Faults), new Outbox(_ports.Faults, _ports.Faults, _time), Options.Create(options), _time, NullLogger<DetectCredentialChangesHandler>.Instance).HandleAsync(changes, Ct));

    private static string Keys(string ids, string type) =>
        $"[{string.Join(',', ids.Split(';').Select(id => $"\"[KeyIdentifier={id},KeyType={type},KeyUsage=Verify,DisplayName=deploy]\""))}]";

    private static DirectoryChanged Change(string id, double minute, string type, string property, string? before, string? after) => new(
        SignIns.Tenant, MessageIds.From(id)[..16], id, SignIns.Start.AddMinutes(minute), "Update application - Certificates and secrets management", "ApplicationManagement", "success",
        new DirectoryActor(ActorKind.User) { Id = Admin },
        [new ChangedObject(type, [new ChangedProperty(property) { OldValue = before, NewValue = after }]) { Id = Application, DisplayName = "Billing export" }]);

    private async Task DeliverAsync(params IReadOnlyList<DirectoryChanged> changes)
    {
        var outbox = new Outbox(_ports.Faults, _ports.Faults, _time);
        var handler = new DetectCredentialChangesHandler(
            _ports.Faults, new IdentityRepository(_ports.Faults), outbox,
            Options.Create(new DetectionOptions { TrustedActors = [Rotation.ToUpperInvariant()] }), _time, NullLogger<DetectCredentialChangesHandler>.Instance);
        Assert.Empty(await handler.HandleAsync(changes, Ct));
    }

    private async Task DeliverSignInAsync()
    {
        var outbox = new Outbox(_ports.Faults, _ports.Faults, _time);
        var handler = new DetectSignInsHandler(
            new IdentityRepository(_ports.Faults), outbox, ErrorCodeTable.Shipped, Options.Create(new DetectionOptions()), _time, NullLogger<DetectSignInsHandler>.Instance);
        Assert.Empty(await handler.HandleAsync([SignIns.App(-60, 0)], Ct));
    }

    private async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        (await new FindingRepository(new IdentityRepository(_ports.Faults), governance: new GovernanceFindings(_ports.Faults)).ReadAllAsync(Ct)).Findings;
}
