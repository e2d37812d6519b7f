using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Commands;
using NhiEvents.Core.Exceptions.Drift;
using NhiEvents.Core.Exceptions.Drift.Import;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Files;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>The slice on the simulated tenant: a service account, a policy with an exclusion group and its guard, and people.</summary>
internal sealed class ExceptionsWorld : IDisposable
{
    public const string Group = "bbbbbbbb-0000-4000-8000-000000000001";
    public const string OtherGroup = "bbbbbbbb-0000-4000-8000-000000000002";
    public const string Approvers = "bbbbbbbb-0000-4000-8000-000000000009";
    public const string Guard = "aaaaaaaa-0000-4000-8000-000000000009";
    public const string OwnerAccount = "cccccccc-0000-4000-8000-000000000001";
    public const string RequesterAccount = "cccccccc-0000-4000-8000-000000000002";
    public const string ApproverAccount = "cccccccc-0000-4000-8000-000000000003";
    public const string SecondApprover = "cccccccc-0000-4000-8000-000000000004";
    public const string Protected = "dddddddd-0000-4000-8000-000000000001";

    /// <summary>A request reads a dozen things; where a fifth of all answers fail, few attempts get them all.</summary>
    private const int MostAttempts = 1000;

    /// <summary>The queues of deadlines, and of what they make necessary.</summary>
    private static readonly string[] Deadlines = [Queues.ExceptionsDue, Queues.ExceptionsWrites];

    private static readonly TenantCaller Caller = new("ours", "ours", "NhiEvents", new HashSet<string>
    {
        "Policy.Read.All", "Application.Read.All", "User.Read.All", "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Policy.ReadWrite.ConditionalAccess", "RoleManagement.Read.Directory", "Policy.Read.ConditionalAccess",
    });

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();

    public ExceptionsWorld(TenantFaults? faults = null, ExemptionOptions? options = null)
    {
        Ports = new EmbeddedPorts(Time, Topology.Shipped);
        Tenant = new SimulatedTenant(_database, new TenantOptions(Given.Tenant, 7) { Timings = TenantTimings.Immediate, Faults = faults ?? TenantFaults.None }, Time);
        Tenant.Administration.Seed(ExceptionsCompany.Objects());
        Tenant.Emitted += record =>
        {
            using var json = JsonDocument.Parse(record.Body);
            var text = json.RootElement.GetRawText();
            if (text.Contains("member to group", StringComparison.Ordinal) || text.Contains("member from group", StringComparison.Ordinal))
            {
                GroupWrites.Add((Time.GetUtcNow(), text));
            }

            if (text.Contains("conditional access policy", StringComparison.Ordinal))
            {
                PolicyWrites.Add(text);
            }
        };

        var directory = new EmbeddedDirectory(Tenant, Caller);
        var settings = Options.Create(options ?? Settings());
        Outbox = new Outbox(Ports.Faults, Ports.Faults, Time);
        Exemptions = new ExemptionRepository(Ports.Faults);
        var pseudonyms = new Pseudonyms(Options.Create(new LedgerOptions { PersonKey = Convert.ToBase64String(new byte[32]) }));
        var write = new ExemptionWrite(Exemptions, Outbox, pseudonyms, Time);
        var reads = new PolicyReads(directory, Time);
        var protections = new ProtectedIdentities(directory, settings);
        Lists = new PolicyLists(Ports.Faults, Outbox, Time);
        BrakeRows = new BrakeRepository(Ports.Faults, Outbox);
        Brakes = new BrakeHandler(BrakeRows, Lists, pseudonyms, Time, NullLogger<BrakeHandler>.Instance);
        ApproverList = new ApproverList(directory, Ports.Faults, Outbox, settings, Time);
        var facts = new FactsReader(directory, reads, protections, Exemptions, ApproverList, settings, Time);
        Requests = new RequestExemptionHandler(Exemptions, write, facts, Outbox, settings, Time, NullLogger<RequestExemptionHandler>.Instance);
        Decisions = new DecideExemptionHandler(Exemptions, write, facts, settings, Time, NullLogger<DecideExemptionHandler>.Instance);
        var exclusions = new EmbeddedExclusions(Tenant, Caller);
        var exclusionWriter = new ExclusionWriter(reads, exclusions, Lists, settings);
        Writer = new WritePoliciesHandler(Lists, new PolicyCopies(exclusions, Time), exclusions, BrakeRows, Outbox, settings, Time, NullLogger<WritePoliciesHandler>.Instance);
        Drift = new DriftRepository(Ports.Faults, Outbox);
        Notes = new ChangeNotes(Ports.Faults, Outbox);
        var request = new ReconcileRequest(Ports.Faults, Exemptions, settings, Time, NullLogger<ReconcileRequest>.Instance);
        var (ways, names, retroactive) = (new WayOutReader(reads, new NeverIncludedReader(reads, Exemptions, directory), settings), new IdentityNames(directory, Exemptions, EvidenceRules.Shipped), new RetroactiveRecord(Exemptions, write, Lists, settings, Time));
        Imports = new ImportHandler(ways, reads, names, protections, facts, new ImportRows(Ports.Faults, Outbox, write), retroactive, Exemptions, write, settings, Time, NullLogger<ImportHandler>.Instance);
        Reconcile = new ReconcileHandler(
            reads, ways, Drift, Notes, names, new GuardWatch(Exemptions, write, exclusionWriter, settings, Time, NullLogger<GuardWatch>.Instance), retroactive, Exemptions, write, ApproverList, new TermsBook(Ports.Faults, Outbox, settings, Time), settings, Time, NullLogger<ReconcileHandler>.Instance);
        Changes = new WatchChangesHandler(Notes, Drift, Lists, request, settings, Time, NullLogger<WatchChangesHandler>.Instance);
        Lapses = new LapseBook(Ports.Faults, Outbox);
        Enforcement = new EnforceExemptionHandler(
            Exemptions, write, exclusionWriter, protections, BrakeRows, Lapses, Ports.Faults, settings, Time, NullLogger<EnforceExemptionHandler>.Instance);
        Watch = new WatchHandler(Exemptions, write, Outbox, settings, Time, NullLogger<WatchHandler>.Instance);
    }

    public ManualTime Time { get; } = new(Given.Now);

    public EmbeddedPorts Ports { get; }

    public SimulatedTenant Tenant { get; }

    public Outbox Outbox { get; }

    public ExemptionRepository Exemptions { get; }

    public LapseBook Lapses { get; }

    public BrakeRepository BrakeRows { get; }

    public BrakeHandler Brakes { get; }

    public PolicyLists Lists { get; }

    public WritePoliciesHandler Writer { get; }

    public DriftRepository Drift { get; }

    public ChangeNotes Notes { get; }

    public ReconcileHandler Reconcile { get; }

    public ImportHandler Imports { get; }

    public WatchChangesHandler Changes { get; }

    public ApproverList ApproverList { get; }

    public RequestExemptionHandler Requests { get; }

    public DecideExemptionHandler Decisions { get; }

    public EnforceExemptionHandler Enforcement { get; }

    public WatchHandler Watch { get; }

    /// <summary>Audit records of group changes, as Entra wrote them.</summary>
    public List<(DateTimeOffset At, string Record)> GroupWrites { get; } = [];

    public List<string> PolicyWrites { get; } = [];

    public static string Id => Core.Exceptions.Requests.RequestDecision.IdOf(Request);

    public static RequestExemption Request => Given.Request with { RequesterId = RequesterAccount, OwnerId = OwnerAccount, AppIds = ["797f4846-ba00-4fd7-ba43-dac1f8f63013"] };

    private static CancellationToken Ct => CancellationToken.None;

    public static ExemptionOptions Settings() => new()
    {
        ApproverGroupId = Approvers,
        ProtectedIds = [Protected],
        Policies = [new ManagedPolicy { PolicyId = Given.Policy, GroupId = Group }, new ManagedPolicy { PolicyId = Given.OtherPolicy, GroupId = OtherGroup }],
    };

    public bool IsExcluded(string identity = Given.Account) => Tenant.Administration.Find<TenantGroup>(Group)!.Members.Contains(identity);

    /// <summary>Everything but the request itself: watched for a month, approvers known for a month, enforcing.</summary>
    public async Task PrepareAsync(ExceptionMode mode = ExceptionMode.Enforce)
    {
        await ApproverList.RefreshAsync(Given.Tenant, Ct);
        await Watch.HandleAsync(Given.SignIn(Time.GetUtcNow(), "failure", false), Ct);
        Time.Advance(TimeSpan.FromDays(30));
        if (mode is not ExceptionMode.Observe)
        {
            await Brakes.HandleAsync(new ChangeMode(Given.Tenant, "one", mode, null), Ct);
            await Brakes.HandleAsync(new ChangeMode(Given.Tenant, "two", mode, null), Ct);
        }
    }

    public RequestExemption RequestNow(double days = 20) => Request with { Start = Time.GetUtcNow(), End = Time.GetUtcNow().AddDays(days) };

    /// <summary>Sends until Entra has had time for every reading.</summary>
    public async Task AskAsync(RequestExemption request)
    {
        for (var attempt = 0; await Requests.HandleAsync(request, Ct) is Outcome.Later later; attempt++)
        {
            Assert.InRange(attempt, 0, MostAttempts);
            Time.Advance(later.After);
        }
    }

    public Task ApproveAsync(string approver = ApproverAccount) => SayAsync(() => Decisions.HandleAsync(new ApproveExemption(Given.Tenant, Given.Account, Id, approver), Ct));

    public Task RevokeAsync() => SayAsync(() => Decisions.HandleAsync(new RevokeExemption(Given.Tenant, Given.Account, Id, OwnerAccount), Ct));

    public async Task SayAsync(Func<Task<Outcome>> say)
    {
        for (var attempt = 0; await say() is Outcome.Later later; attempt++)
        {
            Assert.InRange(attempt, 0, MostAttempts);
            Time.Advance(later.After);
        }
    }

    /// <summary>Delivers deadlines up to a time, each at its own.</summary>
    public async Task RunAsync(DateTimeOffset until)
    {
        while (Next() is { Due: { } due } next && due <= until)
        {
            Time.AdvanceTo(due);
            foreach (var message in await Ports.Broker.ReceiveAsync(next.Queue, 10, Ct))
            {
                var enforce = JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.EnforceExemption)!;
                await (next.Queue == Queues.ExceptionsDue ? Enforcement.DecideAsync(enforce, Ct) : Enforcement.HandleAsync(enforce, Ct));
                await Ports.Broker.CompleteAsync(message, Ct);
            }

            if (Ports.KeysOf("exemption").Any(key => key.StartsWith("~out", StringComparison.Ordinal)))
            {
                // What a lost answer left in the outbox is sent by the sweep's timer.
                Time.Advance(TimeSpan.FromMinutes(2));
                await Outbox.SweepAsync(Ct);
            }
        }

        Time.AdvanceTo(until);

        (string Queue, DateTimeOffset? Due) Next() => Deadlines.Select(queue => (Queue: queue, Due: Ports.Broker.NextDue(queue))).MinBy(next => next.Due ?? DateTimeOffset.MaxValue);
    }

    public Task RunForAsync(TimeSpan time) => RunAsync(Time.GetUtcNow() + time);

    /// <summary>An exception of 20 days, in force; returns its end.</summary>
    public async Task<DateTimeOffset> ActivateAsync()
    {
        await PrepareAsync();
        var request = RequestNow();
        await AskAsync(request);
        await ApproveAsync();
        await RunForAsync(TimeSpan.FromMinutes(1));
        Assert.True(IsExcluded());
        return request.End!.Value;
    }

    /// <summary>Reads all ways out, minutes after the last write.</summary>
    public Task ReconcileAsync()
    {
        Time.Advance(TimeSpan.FromMinutes(5));
        return SayAsync(() => Reconcile.HandleAsync(new ReconcileExclusions(Given.Tenant, Time.GetUtcNow()), Ct));
    }

    public async Task<Exemption> StateAsync() => (await Exemptions.FindAsync(new ExemptionAddress(Given.Tenant, Given.Account), Id, Ct))!.Value.Exemption;

    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync()
    {
        var entries = new List<LedgerEntry>();
        var reader = new LedgerReader(Ports.Faults);
        Assert.Empty((await reader.CheckAsync(new FileSealStore("/nonexistent"), "exceptions", Ct)).Faults);
        await foreach (var (_, entry) in reader.ReadAsync(Ct))
        {
            entries.Add(entry);
        }

        return [.. entries.Where(entry => entry.Fact.Subject == Id).OrderBy(entry => entry.Sequence)];
    }

    public void Dispose()
    {
        Tenant.Dispose();
        _database.Dispose();
        Ports.Dispose();
    }
}
