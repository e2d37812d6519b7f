using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>The one writer of policies' own lists, with a second writer beside it.</summary>
public sealed class PolicyWriterTests : IDisposable
{
    internal const string ListPolicy = "aaaaaaaa-0000-4000-8000-000000000003";
    internal const string Foreign = "ffffffff-0000-4000-8000-000000000001";
    private const string Late = "ffffffff-0000-4000-8000-000000000100";
    internal static readonly string[] Ours = ["99999999-0000-4000-8000-000000000001", "99999999-0000-4000-8000-000000000002"];

    /// <summary>What a second writer adds, one after the other.</summary>
    internal static readonly string[] Theirs = [.. Enumerable.Range(100, 40).Select(number => $"ffffffff-0000-4000-8000-{number:d12}")];

    private readonly ExceptionsWorld _world = new(options: Settings(managedByCode: false));

    public PolicyWriterTests() => Seed(_world);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wanted_entry_is_written_read_back_and_answered()
    {
        await _world.PrepareAsync();

        Assert.IsType<ListAnswer.Pending>(await WantAsync(Ours[0], true));
        await DriveAsync(_world);

        Assert.Equal([Foreign, Ours[0]], List(_world));
        Assert.IsType<ListAnswer.Confirmed>(await WantAsync(Ours[0], true));
        var answer = Assert.Single(await _world.Ports.ReceivedAsync(Queues.ExceptionsWrites, NhiJson.Default.EnforceExemption));
        Assert.Equal((Ours[0], true), (answer.IdentityId, answer.Awaited));
    }

    [Fact]
    public async Task An_entry_that_is_no_longer_wanted_goes_and_everybody_elses_stays()
    {
        await _world.PrepareAsync();
        await WantAsync(Ours[0], true);
        await WantAsync(Ours[1], true);
        await DriveAsync(_world);

        await WantAsync(Ours[0], false);
        await DriveAsync(_world);

        Assert.Equal([Foreign, Ours[1]], List(_world));
    }

    [Fact]
    public async Task Wishes_of_many_are_one_write()
    {
        await _world.PrepareAsync();
        await WantAsync(Ours[0], true);
        await WantAsync(Ours[1], true);

        await DriveAsync(_world);

        Assert.Single(PolicyWrites(_world));
    }

    [Fact]
    public async Task While_stopped_nothing_is_written_and_afterwards_all_is()
    {
        await _world.PrepareAsync();
        await WantAsync(Ours[0], true);
        await _world.Brakes.HandleAsync(new StopWrites(Given.Tenant, "p", "incident", _world.Time.GetUtcNow()), Ct);

        await DriveAsync(_world, steps: 30);
        Assert.Empty(PolicyWrites(_world));
        await _world.Brakes.HandleAsync(new ResumeWrites(Given.Tenant, "p", _world.Time.GetUtcNow()), Ct);
        await DriveAsync(_world);

        Assert.Equal([Foreign, Ours[0]], List(_world));
    }

    [Fact]
    public async Task A_policy_that_is_managed_by_code_gets_a_proposal_and_no_write()
    {
        using var world = new ExceptionsWorld(options: Settings(managedByCode: true));
        Seed(world);
        await world.PrepareAsync();
        await world.Lists.WantAsync(Record(Ours[0]), ListPolicy, true, Ct);

        await DriveAsync(world);

        Assert.Empty(PolicyWrites(world));
        var held = Assert.IsType<ListAnswer.Held>(await world.Lists.WantAsync(Record(Ours[0]), ListPolicy, true, Ct));
        Assert.Contains("PATCH /identity/conditionalAccess/policies/" + ListPolicy, held.Why, StringComparison.Ordinal);
    }

    /// <summary>A second writer adds an entry, or writes its own list over ours, before each of the writer's requests.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_writer_at_any_moment_loses_nothing_and_is_reported_when_the_two_meet(bool overwrites)
    {
        var stopped = 0;
        for (var at = 0; at < 6; at++)
        {
            using var world = new ExceptionsWorld(options: Settings(managedByCode: false));
            Seed(world);
            await world.PrepareAsync();
            await world.Lists.WantAsync(Record(Ours[0]), ListPolicy, true, Ct);

            var before = List(world);
            await DriveAsync(world, at);
            var theirs = overwrites ? before : List(world);
            var written = world.Time.GetUtcNow();
            Put(world, [.. theirs, Late]);
            await DriveAsync(world);
            await world.Changes.HandleAsync(Audit(written, theirs, [.. theirs, Late]), Ct);
            await DriveAsync(world);

            var list = List(world);
            var row = (await world.Lists.FindAsync(Given.Tenant, ListPolicy, Ct))!.Value;
            Assert.Contains(Late, list);
            Assert.Contains(Foreign, list);
            Assert.True(list.Contains(Ours[0]) || overwrites, $"moment {at}: ours is lost");
            Assert.True(list.Contains(Ours[0]) || row.Stopped is not null || at > 3, $"moment {at}: ours is gone and nobody says so");
            stopped += row.Stopped is null ? 0 : 1;
            if (row.Stopped is not null)
            {
                var finding = Assert.Single(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged), changed => changed.Finding.FindingType == "NHI404").Finding;
                Assert.Contains("policy writer has stopped", finding.Cause, StringComparison.Ordinal);
            }
        }

        Assert.InRange(stopped, 1, 5);
    }

    [Fact]
    public async Task A_writer_that_has_stopped_goes_on_when_a_person_says_so()
    {
        await _world.PrepareAsync();
        await WantAsync(Ours[0], true);
        await DriveAsync(_world, 2); // read and written, not read back
        Put(_world, [Foreign, Late]);
        await DriveAsync(_world);
        Assert.IsType<ListAnswer.Held>(await WantAsync(Ours[1], true));

        await _world.Brakes.HandleAsync(new ResumeWrites(Given.Tenant, "p", _world.Time.GetUtcNow()) { PolicyId = ListPolicy }, Ct);
        await DriveAsync(_world);

        Assert.Equal([.. Ours, Foreign, Late], List(_world).Order(StringComparer.Ordinal));
    }

    [Fact]
    public Task A_crash_at_any_call_delays_a_write_and_never_makes_it_twice() => OneWriteAsync(Fault.Crash);

    [Fact]
    public Task A_lost_answer_delays_a_write_and_never_makes_it_twice() => OneWriteAsync(Fault.LostAnswer);

    private static async Task OneWriteAsync(Fault fault)
    {
        var points = await WriteOnceAsync(fault, null);

        Assert.InRange(points, 3, 200);
        for (var at = 1; at <= points; at++)
        {
            await WriteOnceAsync(fault, at);
        }
    }

    private static async Task<int> WriteOnceAsync(Fault fault, int? at)
    {
        using var world = new ExceptionsWorld(options: Settings(managedByCode: false));
        Seed(world);
        await world.PrepareAsync();
        await world.Lists.WantAsync(Record(Ours[0]), ListPolicy, true, Ct);
        world.Ports.Faults.Fail(fault, at);
        await DriveAsync(world);
        var points = world.Ports.Faults.Points;
        world.Ports.Faults.Fail(fault, null);
        world.Time.Advance(TimeSpan.FromMinutes(2)); // what was left in the outbox is sent by the sweep's timer
        await world.Outbox.SweepAsync(Ct);
        await DriveAsync(world);

        Assert.True(List(world).Contains(Ours[0]), $"{fault} at call {at}");
        Assert.Single(PolicyWrites(world));
        return points;
    }

    public void Dispose() => _world.Dispose();

    private Task<ListAnswer> WantAsync(string identity, bool excluded) => _world.Lists.WantAsync(Record(identity), ListPolicy, excluded, Ct);

    internal static ExemptionOptions Settings(bool managedByCode) => new()
    {
        ApproverGroupId = ExceptionsWorld.Approvers,
        OwnIds = ["ours"],
        Policies = [new Core.Exceptions.Writing.ManagedPolicy { PolicyId = ListPolicy, WriteList = true, ManagedByCode = managedByCode }],
    };

    internal static void Seed(ExceptionsWorld world)
    {
        world.Tenant.Administration.Seed(Ours.Append(Foreign).Concat(Theirs).Select(id => new TenantServicePrincipal { Id = id, AppId = "app-" + id, DisplayName = id, OwnerTenantId = Given.Tenant }));
        world.Tenant.Administration.Seed([ExceptionsCompany.Policy(new PolicyJson(ListPolicy, "Block workloads") { ServicePrincipals = ["ServicePrincipalsInMyTenant"], ExcludeServicePrincipals = [Foreign], Controls = ["block"] })]);
    }

    internal static Exemption Record(string identity) => Given.Active with
    {
        Id = "exemption-" + identity,
        Identity = new ExemptIdentity(identity, SubjectKind.ServicePrincipal, identity, false),
        Mechanism = ExclusionMechanism.PolicyList,
        Policies = [ListPolicy],
    };

    internal static List<string> List(ExceptionsWorld world) => [.. Excluded(Json(world)).Select(id => id!.GetValue<string>())];

    private static JsonNode Json(ExceptionsWorld world) => JsonNode.Parse(world.Tenant.Administration.Find<PolicyDocument>(ListPolicy)!.Json)!;

    private static JsonArray Excluded(JsonNode policy) => policy["conditions"]!["clientApplications"]!["excludeServicePrincipals"]!.AsArray();

    internal static void Put(ExceptionsWorld world, IReadOnlyList<string> list)
    {
        var policy = Json(world);
        var excluded = Excluded(policy);
        excluded.Clear();
        foreach (var id in list)
        {
            excluded.Add(id);
        }

        world.Tenant.Administration.PutPolicy(new Embedded.Tenant.Records.Actor("terraform", "terraform", IsUser: false), ListPolicy, policy.ToJsonString());
    }

    /// <summary>What the audit log says of it, minutes later.</summary>
    internal static DirectoryChanged Audit(DateTimeOffset at, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var property = new ChangedProperty("ConditionalAccessPolicy") { OldValue = PolicyOf(before), NewValue = PolicyOf(after) };
        return new DirectoryChanged(Given.Tenant, "key", "audit-1", at, "Update conditional access policy", "Policy", "success", new DirectoryActor(ActorKind.Application) { Id = "terraform" }, [new ChangedObject("Policy", [property]) { Id = ListPolicy }]);

        static string PolicyOf(IReadOnlyList<string> list) => new PolicyJson(ListPolicy, "Block workloads") { ServicePrincipals = ["ServicePrincipalsInMyTenant"], ExcludeServicePrincipals = list, Controls = ["block"] }.ToString();
    }

    /// <summary>Our own writes of the policy, by the audit log.</summary>
    private static List<string> PolicyWrites(ExceptionsWorld world) => [.. world.PolicyWrites.Where(record => record.Contains("\"servicePrincipalId\":\"ours\"", StringComparison.Ordinal))];

    /// <summary>Delivers the writer's messages, each at its time; with a limit where the writer goes on for ever.</summary>
    internal static async Task DriveAsync(ExceptionsWorld world, int steps = 60)
    {
        for (var step = 0; step < steps && world.Ports.Broker.NextDue(Queues.PolicyWrites) is { } due; step++)
        {
            world.Time.AdvanceTo(due);
            if (await world.Ports.Broker.AcceptSessionAsync(Queues.PolicyWrites, Ct) is not { } session)
            {
                continue;
            }

            foreach (var message in await world.Ports.Broker.ReceiveAsync(session, 1, Ct))
            {
                try
                {
                    await world.Writer.HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.WritePolicies)!, Ct);
                    await world.Ports.Broker.CompleteAsync(message, Ct);
                }
                catch (IOException)
                {
                    world.Time.Advance(TimeSpan.FromMinutes(2));
                    await world.Outbox.SweepAsync(Ct);
                }
            }

            await world.Ports.Broker.CloseSessionAsync(session, Ct);
        }
    }
}
