using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions;
using NhiEvents.Core.Exceptions.Brakes;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
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

/// <summary>Many exceptions that end at about the same time: users in the groups of half of the policies, service principals in the lists of the other half.</summary>
/// <remarks>One consumer takes one message after another, deadlines first; each costs its time on the clock. A kill throws everything away that is not in a store.</remarks>
internal sealed class CrowdedMinuteWorld : IDisposable
{
    private static readonly TenantCaller Caller = new("ours", "ours", "NhiEvents", new HashSet<string>
    {
        "Policy.Read.All", "Application.Read.All", "User.Read.All", "GroupMember.Read.All", "GroupMember.ReadWrite.All", "Policy.ReadWrite.ConditionalAccess", "RoleManagement.Read.Directory", "Policy.Read.ConditionalAccess",
    });

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly ManualTime _time = new(Given.Now);
    private readonly EmbeddedPorts _ports;
    private readonly SimulatedTenant _tenant;
    private readonly ExemptionOptions _settings;
    private readonly Dictionary<string, Exemption> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);
    private readonly Func<string, TimeSpan, TimeSpan> _cost;
    private ServiceProvider _process;

    /// <param name="cost">What a message of a queue costs on the clock, by what it has really taken.</param>
    public CrowdedMinuteWorld(int exceptions, int policies, TimeSpan within, TenantFaults faults, Func<string, TimeSpan, TimeSpan> cost, bool noticed = true)
    {
        _cost = cost;
        var shipped = Topology.Shipped;
        _ports = new EmbeddedPorts(_time, shipped with { ServiceBus = shipped.ServiceBus with { Topics = [.. shipped.ServiceBus.Topics.Select(topic => topic with { Subscriptions = [] })] } });
        _tenant = new SimulatedTenant(_database, new TenantOptions(Given.Tenant, 7) { Timings = TenantTimings.Immediate, Faults = faults }, _time);
        _settings = new ExemptionOptions
        {
            ProtectedIds = [CrowdedTenant.Protected],
            OwnIds = ["ours"],
            RemovalsPerHour = 100_000,
            Policies = [.. Enumerable.Range(0, policies).Select(i => CrowdedTenant.IsList(i) ? new ManagedPolicy { PolicyId = CrowdedTenant.Id('a', i), WriteList = true } : new ManagedPolicy { PolicyId = CrowdedTenant.Id('a', i), GroupId = CrowdedTenant.Id('b', i) })],
        };
        var end = Given.Now.AddHours(1);
        foreach (var i in Enumerable.Range(0, exceptions))
        {
            var record = CrowdedTenant.Record(i, i % policies, end + (within * i / exceptions)) with { Noticed = noticed ? 1 : null };
            _records[record.Id] = record;
        }

        Tenant = new CrowdedTenant(_tenant, _time, _records, policies);
        _ports.Broker.Sent += Sent;
        _process = Start();
    }

    private static CancellationToken Ct => CancellationToken.None;

    /// <summary>From each end to the claim of its removal.</summary>
    public List<TimeSpan> Decided { get; } = [];

    /// <summary>The ends, in the order in which they were decided.</summary>
    public List<DateTimeOffset> DecidedEnds { get; } = [];

    /// <summary>Exceptions of which somebody was told that they end soon.</summary>
    public List<string> Notices { get; } = [];

    public CrowdedTenant Tenant { get; }

    public int Ended { get; private set; }

    public int Handled { get; private set; }

    public int Kills { get; private set; }

    /// <summary>Puts every exception on record as active, and what it needs besides.</summary>
    public async Task PrepareAsync()
    {
        var (write, store) = (_process.GetRequiredService<ExemptionWrite>(), _process.GetRequiredService<PolicyLists>());
        foreach (var record in _records.Values)
        {
            await write.SaveAsync(new ExemptionAddress(Given.Tenant, record.Identity.Id), null, record, "exception-recorded", LedgerPhase.Decision, null, [14, 7, 1], Ct);
            if (record.Mechanism is ExclusionMechanism.PolicyList)
            {
                await store.AdoptAsync(Given.Tenant, record.Policies[0], record.Identity.Id, Ct);
            }
        }

        var brakes = _process.GetRequiredService<BrakeHandler>();
        await brakes.HandleAsync(new ChangeMode(Given.Tenant, "one", ExceptionMode.Enforce, null), Ct);
        await brakes.HandleAsync(new ChangeMode(Given.Tenant, "two", ExceptionMode.Enforce, null), Ct);
    }

    /// <summary>Nothing is delivered for so long.</summary>
    public void BeOffFor(TimeSpan time) => _time.Advance(time);

    /// <summary>Until every exception has ended, with a kill after each of these numbers of messages.</summary>
    public async Task RunAsync(TimeSpan atMost, params int[] killAfter)
    {
        var (until, sweep) = (_time.GetUtcNow() + atMost, _time.GetUtcNow());
        while (Ended < _records.Count && _time.GetUtcNow() < until)
        {
            var due = Queues().Select(queue => (Queue: queue, At: _ports.Broker.NextDue(queue) ?? DateTimeOffset.MaxValue)).ToList();
            var now = _time.GetUtcNow();
            var next = due.Find(one => one.At <= now) is { Queue: not null } ready ? ready : due.MinBy(one => one.At);
            if (sweep <= now || sweep <= next.At)
            {
                _time.AdvanceTo(sweep);
                await _process.GetRequiredService<Outbox>().SweepAsync(Ct);
                sweep += TimeSpan.FromMinutes(1);
                continue;
            }

            if (next.At > until)
            {
                break;
            }

            _time.AdvanceTo(next.At);
            if (killAfter.Contains(Handled + 1))
            {
                _ports.Faults.Fail(Fault.Crash, 9); // in the middle of its work
            }

            var began = Stopwatch.GetTimestamp();
            try
            {
                await TakeAsync(next.Queue);
                Handled++;
            }
            catch (IOException)
            {
                Kills++;
                Handled++;
                _ports.Faults.Fail(Fault.Crash, null);
                await _process.DisposeAsync();
                _process = Start();
                await _ports.Broker.ReleaseAllAsync(Ct);
            }

            _time.Advance(_cost(next.Queue, Stopwatch.GetElapsedTime(began)));
        }
    }

    /// <summary>What is left that should not be, and what is missing that should be there.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        var faults = new List<string>(Tenant.Wrong);
        var exemptions = _process.GetRequiredService<ExemptionRepository>();
        foreach (var record in _records.Values)
        {
            var found = (await exemptions.FindAsync(new ExemptionAddress(Given.Tenant, record.Identity.Id), record.Id, Ct))!.Value.Exemption;
            if (found.State is not ExemptionState.EndedUnproven)
            {
                faults.Add($"{record.Id} is {found.State}: {found.Trouble?.Text}");
            }
        }

        foreach (var way in _settings.Policies)
        {
            IEnumerable<string> left = way.GroupId is { } group ? _tenant.Administration.Find<TenantGroup>(group)!.Members : Tenant.ListOf(way.PolicyId);
            if (!left.Order(StringComparer.Ordinal).SequenceEqual([CrowdedTenant.Protected, CrowdedTenant.Foreign]))
            {
                faults.Add($"policy {way.PolicyId} excludes {string.Join(' ', left)}");
            }
        }

        var reader = new LedgerReader(_ports.Faults);
        faults.AddRange((await reader.CheckAsync(new FileSealStore("/nonexistent"), "exceptions", Ct)).Faults.Select(fault => fault.ToString()));
        var removals = new Dictionary<(string, LedgerPhase), int>();
        await foreach (var (_, entry) in reader.ReadAsync(Ct))
        {
            if (entry.Fact.Action == "exclusion-remove")
            {
                var key = (entry.Fact.Subject, entry.Fact.Phase);
                removals[key] = removals.GetValueOrDefault(key) + 1;
            }
        }

        faults.AddRange(
            from record in _records.Keys
            from phase in new[] { LedgerPhase.Intent, LedgerPhase.Result }
            let entries = removals.GetValueOrDefault((record, phase))
            where entries != 1
            select $"{record} has {entries} entries of {phase}");
        return faults;
    }

    public void Dispose()
    {
        _process.Dispose();
        _tenant.Dispose();
        _database.Dispose();
        _ports.Dispose();
    }

    /// <summary>A new process: every cache is empty.</summary>
    private ServiceProvider Start()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IOptions<ExemptionOptions>>(Options.Create(_settings));
        services.AddSingleton<IOptions<LedgerOptions>>(Options.Create(new LedgerOptions { PersonKey = Convert.ToBase64String(new byte[32]) }));
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IStateStore>(_ports.Faults);
        services.AddSingleton<IMessageBus>(_ports.Faults);
        services.AddSingleton<IDirectory>(new EmbeddedDirectory(_tenant, Caller));
        services.AddSingleton<IExclusions>(new EmbeddedExclusions(_tenant, Caller));
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddExceptions();
        return services.BuildServiceProvider();
    }

    /// <summary>In the order in which a message of them is taken.</summary>
    private static IEnumerable<string> Queues() => [Contracts.Messages.Queues.ExceptionsDue, Contracts.Messages.Queues.PolicyWrites, Contracts.Messages.Queues.ExceptionsWrites];

    private async Task TakeAsync(string queue)
    {
        if (queue == Contracts.Messages.Queues.PolicyWrites)
        {
            if (await _ports.Broker.AcceptSessionAsync(queue, Ct) is { } session)
            {
                foreach (var message in await _ports.Broker.ReceiveAsync(session, 1, Ct))
                {
                    await _process.GetRequiredService<WritePoliciesHandler>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.WritePolicies)!, Ct);
                    await _ports.Broker.CompleteAsync(message, Ct);
                }

                await _ports.Broker.CloseSessionAsync(session, Ct);
            }

            return;
        }

        foreach (var message in await _ports.Broker.ReceiveAsync(queue, 1, Ct))
        {
            var (handler, enforce) = (_process.GetRequiredService<EnforceExemptionHandler>(), JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.EnforceExemption)!);
            await (queue == Contracts.Messages.Queues.ExceptionsDue ? handler.DecideAsync(enforce, Ct) : handler.HandleAsync(enforce, Ct));
            await _ports.Broker.CompleteAsync(message, Ct);
        }
    }

    private void Sent(string entity, IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var message in messages.Where(message => entity == Topics.Changes && message.Kind == ExemptionChanged.Kind && _messages.Add(message.Id)))
        {
            var changed = JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.ExemptionChanged)!;
            if (changed.State is ExemptionState.Expiring && changed.Details!.Trouble is null && _messages.Add("decided " + changed.ExemptionId))
            {
                Decided.Add(changed.At - changed.End!.Value);
                DecidedEnds.Add(changed.End.Value);
            }

            if (changed.Text?.StartsWith("Ends in", StringComparison.Ordinal) == true)
            {
                Notices.Add(changed.ExemptionId);
            }

            if (changed.State is ExemptionState.EndedUnproven)
            {
                Ended++;
                if (!_messages.Add("ended " + changed.ExemptionId))
                {
                    Tenant.Wrong.Add($"{changed.ExemptionId} was announced as ended twice");
                }
            }
        }
    }
}
