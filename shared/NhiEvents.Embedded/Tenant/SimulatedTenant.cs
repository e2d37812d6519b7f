using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant;

/// <summary>What a simulated tenant is opened with.</summary>
/// <param name="TenantId">Lower case.</param>
/// <param name="Seed">Everything random follows from it.</param>
public sealed record TenantOptions(string TenantId, long Seed)
{
    public TenantTimings Timings { get; init; } = new();

    public TenantFaults Faults { get; init; } = TenantFaults.None;
}

/// <summary>A Microsoft Entra tenant on one machine: evaluates sign-ins, takes changes, and writes the log records that Entra would write.</summary>
/// <remarks>
/// Objects are in memory and survive in SQLite (<see cref="FlushAsync"/>). The same seed, clock and calls give the same outcomes and records, byte for byte.
/// Any thread may call it; calls run one at a time. What is simulated and what is not: docs/tenant.md.
/// </remarks>
public sealed class SimulatedTenant : IDisposable
{
    private const ulong RecordId = 0x2EC0D;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Chance _chance;
    private readonly ObjectStore _objects;
    private readonly PolicyBook _book;
    private readonly Effects _effects;
    private readonly Tokens _tokens;
    private readonly SignInEngine _engine;
    private readonly AzureResources _azure;
    private readonly LogFaults _logFaults;
    private readonly TenantLog _log;
    private readonly RecordWriter _writer = new();
    private readonly SignInRecords _signInRecords;
    private readonly AuditRecords _auditRecords;
    private readonly ActivityRecords _activityRecords;

    /// <param name="database">Keeps the objects; not disposed with the tenant.</param>
    public SimulatedTenant(SqliteDatabase database, TenantOptions options, TimeProvider time)
    {
        (Options, _time, _chance) = (options, time, new Chance(options.Seed));
        _objects = new ObjectStore(database);
        _book = new PolicyBook(_objects);
        _effects = new Effects(_objects, _book);
        _tokens = new Tokens(_objects, options.Timings, _chance);
        _engine = new SignInEngine(_objects, _book, _tokens, options.Timings, options.TenantId);
        _azure = new AzureResources(_objects, _tokens);
        _logFaults = new LogFaults(options.Faults);
        _log = new TenantLog(_logFaults);
        _signInRecords = new SignInRecords(options.TenantId, _chance);
        _auditRecords = new AuditRecords(options.TenantId, _chance);
        _activityRecords = new ActivityRecords(options.TenantId, _chance);
        Graph = new GraphLimits(options.Faults);
        Administration = new TenantAdministration(this);
    }

    public TenantOptions Options { get; }

    /// <summary>Makes changes as an administrator, an application or an attacker would.</summary>
    public TenantAdministration Administration { get; }

    /// <summary>Every record when it is written, before faults touch it. A handler must be quick, must not throw and must not call the tenant.</summary>
    public event Action<EmittedRecord>? Emitted;

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Evaluates one request for a token and logs it.</summary>
    public SignInOutcome SignIn(SignInAttempt attempt)
    {
        lock (_gate)
        {
            var now = Now;
            _effects.ApplyDue(now);
            var number = _objects.NextNumber();
            var given = new SignInCase(attempt, now, number);
            var methods = attempt.Mfa is MfaAnswer.Registers ? _objects.UserByName(attempt.UserPrincipalName ?? "")?.Methods : null;
            var outcome = _engine.Evaluate(given, _chance.Id(RecordId, number));
            Emit(number, SignInRecords.CategoryOf(attempt), _writer.Write(_signInRecords.Write, (given, outcome)));
            if (methods is { IsEmpty: true } && given.User is { Methods.IsEmpty: false } user)
            {
                Audit(new AuditChange("User registered security info", "UserManagement", "Add", ActorOf(user, attempt.Place), [new AuditTarget(user.Id, "User", user.UserPrincipalName)]));
            }

            return outcome;
        }
    }

    /// <summary>Calls Azure Resource Manager with a token; every call that is no read is logged.</summary>
    public AzureAnswer Request(AzureRequest request)
    {
        lock (_gate)
        {
            var now = Now;
            var answer = _azure.Answer(request, now);
            if (!request.IsRead && answer.Status != 401)
            {
                var user = _objects.Users.GetValueOrDefault(request.Token.PrincipalId);
                var number = _objects.NextNumber();
                Emit(number, "Administrative", _writer.Write(_activityRecords.Write, (request, answer, user, now, number)));
            }

            return answer;
        }
    }

    /// <summary>Whether a resource still takes this token.</summary>
    public bool Accepts(AccessToken token)
    {
        lock (_gate)
        {
            return _tokens.IsAccepted(token, Now);
        }
    }

    /// <summary>The log messages that are due for the event hub: <c>{"records":[…]}</c>, at most 256 KB each. They are handed over once.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeLogs()
    {
        lock (_gate)
        {
            return _log.Take(Now);
        }
    }

    /// <summary>When the first record is due that has not been taken; null: there is none.</summary>
    public DateTimeOffset? NextRecordDue
    {
        get
        {
            lock (_gate)
            {
                return _log.NextDue;
            }
        }
    }

    /// <summary>Writes all changes since the last call. Returned means that a new <see cref="SimulatedTenant"/> on this database goes on from here.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            return _objects.FlushAsync();
        }
    }

    public void Dispose() => _writer.Dispose();

    internal GraphLimits Graph { get; }

    /// <summary>Reads or changes objects under the tenant's lock, with every due change in effect.</summary>
    internal T With<T>(Func<TenantAccess, T> work)
    {
        lock (_gate)
        {
            _effects.ApplyDue(Now);
            return work(new TenantAccess(_objects, _book, _effects, _chance, Options, Now, Audit));
        }
    }

    private static Actor ActorOf(TenantUser user, Place place) => new(user.Id, user.UserPrincipalName, IsUser: true) { Address = place.Address };

    private void Audit(AuditChange change)
    {
        var number = _objects.NextNumber();
        Emit(number, "AuditLogs", _writer.Write(_auditRecords.Write, (change, Now + _logFaults.SkewOf(number), number)));
    }

    private void Emit(long number, string category, ReadOnlyMemory<byte> record)
    {
        Emitted?.Invoke(new EmittedRecord(category, Now, record));
        _log.Add(Now, number, record.Span);
    }
}

/// <summary>What a change may touch.</summary>
/// <param name="Audit">Writes to the audit log.</param>
internal sealed record TenantAccess(ObjectStore Objects, PolicyBook Book, Effects Effects, Chance Chance, TenantOptions Options, DateTimeOffset Now, Action<AuditChange> Audit);
