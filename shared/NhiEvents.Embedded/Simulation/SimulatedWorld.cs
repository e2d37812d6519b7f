using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation.Actors;
using NhiEvents.Embedded.Simulation.Attacks;
using NhiEvents.Embedded.Simulation.Exceptions;
using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Simulation.Tickets;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Vault;

namespace NhiEvents.Embedded.Simulation;

/// <summary>A tenant with everybody who uses it, a scenario that happens to it, and the truth about both.</summary>
/// <remarks>Everything happens on the scheduler. The same size, scenario and days give the same run, byte for byte.</remarks>
public sealed class SimulatedWorld : IDisposable
{
    private readonly SimulatedTenant _tenant;
    private readonly Scenario _scenario;
    private readonly TenantSize _size;
    private readonly int _days;
    private readonly TruthBook _truths = new();
    private readonly ArrivalWatch _watch = new();
    private readonly FindingsHeard _heard = new();
    private readonly Dictionary<string, Truth> _broken = new(StringComparer.Ordinal);
    private readonly ExceptionBook _exceptions;
    private readonly RotationBook _rotations;
    private readonly AttackBook _attacks;
    private readonly ApprovalBook _approvals;
    private readonly JobBook _jobs = new();
    private readonly HashSet<string> _people = new(StringComparer.Ordinal);
    private readonly Agenda _agenda;
    private readonly LogDelivery _delivery;
    private readonly bool _resumes;
    private World _world = null!;
    private long _records;
    private int _crashes;

    private SimulatedWorld(SimulatedTenant tenant, Scenario scenario, TenantSize size, int days, Scheduler scheduler, EmbeddedVault vault, EventLog hub, string hubName, WorldKeeping? keeping)
    {
        _resumes = keeping?.Resumes ?? false;
        Vault = vault;
        _rotations = new RotationBook(tenant, vault);
        HasRotations = scenario.Acts.Any(act => act.NeedsRotations);
        (_tenant, _scenario, _size, _days) = (tenant, scenario, size, days);
        var ids = new SeedIds(new Chance(size.Seed));
        Setting = new ExceptionSetting(tenant, ids, new Chance(size.Seed));
        Teams = new TeamRegistry(tenant, new Chance(size.Seed), scenario.Teams);
        _exceptions = new ExceptionBook(tenant, ids);
        _approvals = new ApprovalBook(tenant);
        _attacks = new AttackBook(_watch);
        HasExceptions = keeping is not null || scenario.Acts.Any(act => act.NeedsExceptions);
        if (HasExceptions && !_resumes)
        {
            Setting.SetUp(tenant);
        }

        _agenda = new Agenda(scheduler, Ends);
        _delivery = new LogDelivery(tenant, hub, hubName, scheduler, new Chance(size.Seed), _watch, () => _agenda.IsOver, now => scenario.LogGaps.Any(gap => gap.Holds(now - scenario.Starts)), keeping?.Logs ?? LogPace.AzureMonitor);
        _delivery.SetOut += messages => LogsSetOut?.Invoke(messages);
        _tenant.Emitted += _ => _records++;
        _truths.Failing += truth =>
        {
            _watch.Await(truth.FirstRecord);
            _broken.TryAdd(truth.IdentityId + truth.Finding, truth);
            Happened?.Invoke(new Happening.Broke(truth.From, truth));
        };
        _truths.Foreseen += truth => _watch.Await(truth.FirstRecord);
        _truths.Worked += _attacks.Worked;
        _truths.Tried += _approvals.Tried;
        _truths.Ended += truth =>
        {
            _broken.Remove(truth.IdentityId + truth.Finding);
            _exceptions.Worked(truth.IdentityId);
            Happened?.Invoke(new Happening.Works(truth.Until!.Value, truth));
        };
    }

    /// <summary>What a person who watches wants to know, when it happens.</summary>
    public event Action<Happening>? Happened;

    /// <summary>Somebody sends the system a command.</summary>
    public event Action<OutgoingMessage>? Asked;

    /// <summary>The ticket system calls the system.</summary>
    public event Action<TicketCall>? Called;

    /// <summary>These messages are on their way to the event hub. Nobody changes their bytes any more.</summary>
    public event Action<IReadOnlyList<ReadOnlyMemory<byte>>>? LogsSetOut;

    /// <summary>Who answers for which service account.</summary>
    public TeamRegistry Teams { get; }

    /// <summary>Finds the open ticket that names an identity, as people do who look into the ticket system.</summary>
    public Func<string, string?> TicketOf { get; set; } = _ => null;

    public SimulatedTenant Tenant => _tenant;

    /// <summary>What the system needs to know of the company.</summary>
    public ExceptionSetting Setting { get; }

    /// <summary>Exceptions can be made in this scenario.</summary>
    public bool HasExceptions { get; }

    /// <summary>Secrets are rotated in this scenario.</summary>
    public bool HasRotations { get; }

    /// <summary>Where own applications' secrets lie, in scenarios that rotate them.</summary>
    public EmbeddedVault Vault { get; }

    /// <summary>When nothing new happens in the world any more.</summary>
    public DateTimeOffset Ends => _scenario.Starts + (_scenario.Lasts ?? TimeSpan.FromDays(_days));

    /// <summary>Identities that run jobs.</summary>
    public int Jobs { get; private set; }

    public int People => _people.Count;

    /// <summary>Every truth about sign-ins, by time.</summary>
    public IReadOnlyList<Truth> Truths() => _truths.All();

    /// <summary>Display name of the policy that demands a second factor of everyone, and the object id of whoever changes policies.</summary>
    public (string Policy, string Author) Change { get; private set; }

    /// <summary>Id of that policy.</summary>
    public string PolicyForEveryone => _world.Ids.MfaForEveryone;

    /// <summary>Decisions in the ticket system, and what came of them; null when there were none.</summary>
    public ApprovalsVerdict? Approvals() => _approvals.Verdict();

    /// <summary>When somebody else first used the identity's password; null: nobody did.</summary>
    public DateTimeOffset? AttackedAt(string id) => _attacks.AttackedAt(id);

    /// <summary>Whether the identity is a person's.</summary>
    public bool IsPerson(string id) => _people.Contains(id);

    /// <param name="days">How long the simulated world goes on.</param>
    /// <param name="database">For the tenant's objects.</param>
    /// <param name="hub">Where the tenant's diagnostic settings send its logs.</param>
    /// <param name="keeping">Null: it ends with its run.</param>
    /// <param name="export">The company; null: one of this size is made up.</param>
    /// <exception cref="InvalidDataException">The export holds a policy that cannot be read.</exception>
    public static async Task<SimulatedWorld> CreateAsync(
        Scenario scenario, TenantSize size, int days, Scheduler scheduler, SqliteDatabase database, EventLog hub, string hubName, WorldKeeping? keeping = null, TenantExport? export = null)
    {
        var chance = new Chance(size.Seed);
        var faults = scenario.Faults with { Seed = size.Seed };
        var tenant = new SimulatedTenant(database, new TenantOptions(export?.TenantId ?? chance.Id("tenant"), size.Seed) { Faults = faults, Timings = keeping?.Timings ?? scenario.Timings ?? new TenantTimings() }, scheduler.Time);
        await (export is null ? TenantSeeder.SeedAsync(tenant, size) : TenantSeeder.SeedAsync(tenant, export));
        var vault = new EmbeddedVault(database, "contoso", keeping?.Keys ?? new EphemeralDataProtectionProvider(), scheduler.Time, faults);
        var world = new SimulatedWorld(tenant, scenario, size, days, scheduler, vault, hub, hubName, keeping);
        world.Populate(chance);
        return world;
    }

    /// <summary>Begins, or goes on after the scheduler has forgotten everything.</summary>
    public void Start()
    {
        _agenda.Start();
        _delivery.Start();
    }

    /// <summary>Goes on beyond its end, for people who look around in it. What comes of it is in no verdict.</summary>
    public void GoOn()
    {
        _agenda.GoOn();
        Start();
    }

    /// <summary>Service accounts whose jobs nothing but the policy for everyone stops, those first that run most often.</summary>
    public IReadOnlyList<TenantUser> Excludable() =>
    [
        .. _world.PickAccounts("excludable", int.MaxValue).Where(account => account is { Enabled: true, MustChangePassword: false, PasswordLife: null } && Commands.IsEligible(_world, account.Id) && _jobs.PauseOf(account.Id, _tenant.Now) is not null)
            .OrderBy(account => _jobs.PauseOf(account.Id, _tenant.Now)).ThenBy(account => account.Id, StringComparer.Ordinal),
    ];

    /// <summary>The system has announced this, now.</summary>
    public void Announced(Finding finding)
    {
        if (_heard.Hear(finding, _tenant.Now, _broken.GetValueOrDefault(finding.Identity.Id + finding.FindingType)) is { } happening)
        {
            Happened?.Invoke(happening);
        }
    }

    /// <summary>The system has announced this of an exception, now.</summary>
    public void Announced(ExemptionChanged changed)
    {
        _approvals.Changed(changed);
        if (_exceptions.Changed(changed))
        {
            var name = NameOf(changed.IdentityId);
            Happened?.Invoke(new Happening.ExceptionTurned(_tenant.Now, name, ExceptionWords.Of(changed)));
        }
    }

    /// <summary>The system has announced this of a rotation, now.</summary>
    public void Announced(RotationChanged changed) => _rotations.Changed(changed);

    /// <summary>The system has announced this of a ticket, now.</summary>
    public void Announced(TicketChanged changed) =>
        Happened?.Invoke(new Happening.TicketTurned(_tenant.Now, changed.Number, changed.Title ?? "", changed.State is TicketState.Closed ? "closed" : "open"));

    /// <summary>The system has refused this, now.</summary>
    public void Announced(ExemptionRefused refused)
    {
        _exceptions.Refused();
        Happened?.Invoke(new Happening.ExceptionTurned(_tenant.Now, NameOf(refused.IdentityId), $"an exception is refused: {refused.Faults[0]}"));
    }

    /// <summary>The system's process has ended and was started again, now.</summary>
    public void Crashed()
    {
        _crashes++;
        Happened?.Invoke(new Happening.Crashed(_tenant.Now));
    }

    /// <summary>What came of it.</summary>
    /// <param name="waitOf">How long after a failure a finding is not said by rule.</param>
    public VerdictDocument Verdict(Func<Finding, TimeSpan> waitOf) => new Judge([.. _truths.All(), .. _exceptions.Truths(), .. _attacks.Truths(), .. _attacks.Elsewhere(), .. _jobs.Truths(), .. _rotations.Truths(_heard.All)], _heard.All, _people, _watch.ArrivalOf, _scenario.Faults.ClockSkew)
        {
            WaitOf = waitOf,
            LostLogs = [.. _scenario.LogGaps.Select(gap => (_scenario.Starts + gap.From, _scenario.Starts + gap.From + gap.Lasts))],
        }
        .Verdict(new SimulatedRun(_scenario.Name, _size.Seed, _days, _size.Humans, _size.Identities, _records, _crashes), _scenario.Promises, _exceptions.Verdict(_heard.All, _tenant.Now), _rotations.Verdict(_tenant.Now));

    public void Dispose() => _tenant.Dispose();

    private string NameOf(string id) =>
        _tenant.Administration.Find<TenantUser>(id)?.DisplayName ?? _tenant.Administration.Find<TenantServicePrincipal>(id)?.DisplayName ?? id;

    private void Populate(Chance chance)
    {
        var (start, ids, store) = (_scenario.Starts, new SeedIds(chance), new CredentialStore());
        var world = _world = new World(_tenant, ids, chance, store, start, happening => Happened?.Invoke(happening), Setting, _exceptions, () => [.. _broken.Values.OrderBy(truth => truth.From).ThenBy(truth => truth.IdentityId, StringComparer.Ordinal)], command => Asked?.Invoke(command), _rotations, Vault)
        {
            Attacks = _attacks,
            Jobs = _jobs,
            Truths = _truths,
            TicketOf = identity => TicketOf(identity),
            Call = Call,
            Resumes = _resumes,
        };
        Change = (PolicyName(ids.MfaForEveryone), world.Administrator.Id);
        foreach (var act in _scenario.Acts)
        {
            act.Prepare(world);
            if (!_resumes)
            {
                _agenda.Add(new ActingOut(world, act), start + act.At);
            }
        }

        Jobs = new Workforce(_tenant, ids, chance, store, _truths, _rotations, _jobs).Begin(_agenda, start);
        if (!_rotations.IsEmpty)
        {
            _agenda.Add(new LookingAtSecrets(_rotations), start);
        }

        foreach (var (user, person) in new People(_tenant, ids, chance).All())
        {
            _people.Add(user.Id);
            _agenda.Add(person, person.First(start));
        }
    }

    private void Call(TicketCall call)
    {
        if (Setting.ApproverAccounts.Contains(call.PersonId))
        {
            _approvals.Called(call);
        }

        Happened?.Invoke(new Happening.ExceptionTurned(call.At, NameOf(call.IdentityId), $"{call.Word} is said in the ticket {call.Ticket}"));
        Called?.Invoke(call);
    }

    private string PolicyName(string id) => JsonNode.Parse(_tenant.Administration.Find<PolicyDocument>(id)!.Json)!["displayName"]!.GetValue<string>();
}
