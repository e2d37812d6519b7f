using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>Adopting what a tenant has excluded before: planned first, applied by another person, ended over twelve weeks.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Room = "11111111-0000-4000-8000-000000000050";
    private const string Nested = "11111111-0000-4000-8000-000000000060";
    private const string NestedGroup = "bbbbbbbb-0000-4000-8000-000000000003";

    private static readonly string[] Accounts = [.. Enumerable.Range(10, 6).Select(number => $"11111111-0000-4000-8000-{number:d12}")];

    private readonly ExceptionsWorld _world = new(options: new ExemptionOptions
    {
        ApproverGroupId = ExceptionsWorld.Approvers,
        ProtectedIds = [ExceptionsWorld.Protected],
        StructuralIds = [Room],
        Policies = ExceptionsWorld.Settings().Policies,
    });

    public ImportTests()
    {
        _world.Tenant.Administration.Seed(Accounts.Append(Room).Append(Nested).Select(id => (TenantObject)new TenantUser
        {
            Id = id,
            UserPrincipalName = $"svc-{id}@contoso.example",
            DisplayName = $"svc-{id[^2..]}",
            Kind = UserKind.ServiceAccount,
            CreatedAt = Given.Now.AddYears(-1),
            SessionsValidFrom = Given.Now.AddYears(-1),
        }));
        _world.Tenant.Administration.Seed([
            new TenantGroup { Id = NestedGroup, DisplayName = "Nested", Members = [Nested] },
            new TenantGroup { Id = ExceptionsWorld.Group, DisplayName = "Excluded from MFA", Members = [ExceptionsWorld.Protected, ExceptionsWorld.OwnerAccount, Room, NestedGroup, .. Accounts] },
        ]);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_writes_nothing_and_names_every_exclusion_with_its_end_or_why_a_person_has_to_act()
    {
        await _world.PrepareAsync();

        var plan = Assert.Single(await PlanAsync());

        Assert.Equal((0, 1, 2), (plan.Part, plan.Parts, plan.People));
        var ends = plan.Lines.Where(line => line.Step is ImportStep.Ends).Select(line => line.End!.Value).ToList();
        Assert.Equal(Accounts.Order(), plan.Lines.Where(line => line.Step is ImportStep.Ends).Select(line => line.IdentityId).Order());
        Assert.Equal((plan.At.AddDays(7), plan.At.AddDays(84)), (ends.Min(), ends.Max()));
        Assert.All(ends.Order().Zip(ends.Order().Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalDays, 15, 16));
        Assert.Equal(Room, Assert.Single(plan.Lines, line => line.Step is ImportStep.Standing).IdentityId);
        Assert.Contains("nested", Assert.Single(plan.Lines, line => line.IdentityId == Nested).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Lines, line => line.IdentityId == ExceptionsWorld.OwnerAccount);
        Assert.Empty(_world.GroupWrites);
        Assert.Empty(await RecordsAsync());
    }

    [Fact]
    public async Task What_is_worst_ends_first()
    {
        await _world.PrepareAsync();
        await _world.Watch.HandleAsync(Given.Found("NHI211", Accounts[3]), Ct);

        var plan = Assert.Single(await PlanAsync());

        Assert.Equal(Accounts[3], plan.Lines.Where(line => line.Step is ImportStep.Ends).MinBy(line => line.End)!.IdentityId);
    }

    [Fact]
    public async Task A_plan_that_is_applied_twice_gives_each_exclusion_one_record_and_each_ends_on_its_day()
    {
        await _world.PrepareAsync();
        var plan = Assert.Single(await PlanAsync());

        await ApplyAsync(ExceptionsWorld.ApproverAccount);
        await ApplyAsync(ExceptionsWorld.ApproverAccount);

        var records = await RecordsAsync();
        Assert.Equal(7, records.Count);
        Assert.All(records.Where(record => record.End is not null), record => Assert.Equal(
            (ExemptionState.Active, plan.Lines.Single(line => line.IdentityId == record.Identity.Id).End), (record.State, record.End)));
        var standing = Assert.Single(records, record => record.End is null);
        Assert.Equal((Room, ExemptionState.Requested, ExemptionKind.Standing), (standing.Identity.Id, standing.State, standing.Kind));

        await _world.RunAsync(plan.At.AddDays(85));
        Assert.All([ExceptionsWorld.Protected, Room, NestedGroup, ExceptionsWorld.OwnerAccount], other => Assert.True(_world.IsExcluded(other), other));
        Assert.DoesNotContain(Accounts, _world.IsExcluded);
        Assert.Equal(6, _world.GroupWrites.Count);
    }

    [Theory]
    [InlineData(ExceptionsWorld.RequesterAccount, "Only an approver")]
    [InlineData(ExceptionsWorld.SecondApprover, "another person")]
    [InlineData(ExceptionsWorld.ApproverAccount, "older than 7 days")]
    public async Task A_plan_is_refused_to_those_who_may_not_apply_it_and_when_it_is_old(string person, string expected)
    {
        await _world.PrepareAsync();
        await PlanAsync(ExceptionsWorld.SecondApprover);
        if (person == ExceptionsWorld.ApproverAccount)
        {
            _world.Time.Advance(TimeSpan.FromDays(8));
        }

        var answer = (await ApplyAsync(person))[^1];

        Assert.Contains(expected, answer.Refused, StringComparison.Ordinal);
        Assert.Empty(await RecordsAsync());
    }

    public void Dispose() => _world.Dispose();

    private Task<IReadOnlyList<ExclusionsPlanned>> PlanAsync(string person = ExceptionsWorld.RequesterAccount) => SendAsync(person, apply: false);

    private Task<IReadOnlyList<ExclusionsPlanned>> ApplyAsync(string person) => SendAsync(person, apply: true);

    private async Task<IReadOnlyList<ExclusionsPlanned>> SendAsync(string person, bool apply)
    {
        var import = new ImportExclusions(Given.Tenant, "import-1", person, _world.Time.GetUtcNow()) { Apply = apply };
        await _world.SayAsync(() => _world.Imports.HandleAsync(import, Ct));
        return [.. (await _world.Ports.ReceivedAsync($"{Topics.Changes}/{Subscriptions.PortalExceptions}"))
            .Where(message => message.Kind == ExclusionsPlanned.Kind).Select(message => System.Text.Json.JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ExclusionsPlanned)!)];
    }

    private async Task<IReadOnlyList<Exemption>> RecordsAsync()
    {
        var records = new List<Exemption>();
        await foreach (var record in _world.Exemptions.ReadAllAsync(Given.Tenant, Ct))
        {
            records.Add(record);
        }

        return records;
    }
}
