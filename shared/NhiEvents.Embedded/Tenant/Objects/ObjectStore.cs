using System.Text.Json;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>The tenant's objects: in memory, with SQLite as the durable form. Reads cost a dictionary look-up; changes are written together by <see cref="FlushAsync"/>.</summary>
/// <remarks>Not safe for several threads; the tenant's lock guards it.</remarks>
internal sealed class ObjectStore
{
    private static readonly List<RoleAssignment> NoAssignments = [];

    private readonly SqliteDatabase _database;
    private readonly Dictionary<string, TenantObject?> _dirty = new(StringComparer.Ordinal);

    private readonly Dictionary<string, List<RoleAssignment>> _assignmentsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TenantUser> _usersByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TenantServicePrincipal> _principalsByApp = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TenantApplication> _applicationsByApp = new(StringComparer.Ordinal);

    private long _count;
    private bool _counted;

    public ObjectStore(SqliteDatabase database)
    {
        _database = database;
        database.EnsureSchema("CREATE TABLE IF NOT EXISTS tenant_object (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;");
        foreach (var body in database.Read(connection => connection.Sql("SELECT body FROM tenant_object ORDER BY id").All(reader => reader.Bytes(0))))
        {
            Index(JsonSerializer.Deserialize(body, TenantJson.Default.TenantObject)!);
        }
    }

    public SortedDictionary<string, TenantUser> Users { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, TenantGroup> Groups { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, AdministrativeUnit> Units { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, DirectoryRole> Roles { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, RoleAssignment> RoleAssignments { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, TenantApplication> Applications { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, TenantServicePrincipal> ServicePrincipals { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, NamedLocation> Locations { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, PolicyDocument> Policies { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, AppManagementPolicy> ManagementPolicies { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, PendingEffect> Effects { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, UserSession> Sessions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, LockoutState> Lockouts { get; } = new(StringComparer.Ordinal);

    public TenantSettings Settings { get; private set; } = new() { Id = TenantSettings.TheId };

    /// <summary>Counts everything that needs a number of its own; goes on after reopening.</summary>
    public long NextNumber()
    {
        _counted = true;
        return ++_count;
    }

    public bool IsEmpty => Users.Count == 0 && ServicePrincipals.Count == 0;

    public TenantUser? UserByName(string name) => _usersByName.GetValueOrDefault(name);

    public TenantServicePrincipal? PrincipalByApp(string appId) => _principalsByApp.GetValueOrDefault(appId);

    public TenantApplication? ApplicationByApp(string appId) => _applicationsByApp.GetValueOrDefault(appId);

    public IReadOnlyCollection<RoleAssignment> AssignmentsOf(string principal) => _assignmentsOf.GetValueOrDefault(principal) ?? NoAssignments;

    public void Put(TenantObject value)
    {
        Index(value);
        _dirty[RowKey(value)] = value;
    }

    public void Remove(TenantObject value)
    {
        switch (value)
        {
            case TenantUser user:
                Users.Remove(user.Id);
                _usersByName.Remove(user.UserPrincipalName);
                break;
            case TenantApplication application:
                Applications.Remove(application.Id);
                _applicationsByApp.Remove(application.AppId);
                break;
            case TenantServicePrincipal principal:
                ServicePrincipals.Remove(principal.Id);
                _principalsByApp.Remove(principal.AppId);
                break;
            case TenantGroup group:
                Groups.Remove(group.Id);
                break;
            case RoleAssignment assignment:
                RoleAssignments.Remove(assignment.Id);
                _assignmentsOf.GetValueOrDefault(assignment.PrincipalId)?.RemoveAll(one => one.Id == assignment.Id);
                break;
            case PolicyDocument policy:
                Policies.Remove(policy.Id);
                break;
            case PendingEffect effect:
                Effects.Remove(effect.Id);
                break;
            case UserSession session:
                Sessions.Remove(session.Id);
                break;
            default:
                throw new ArgumentException($"{value.GetType().Name} cannot be removed.", nameof(value));
        }

        _dirty[RowKey(value)] = null;
    }

    /// <summary>Writes what has changed in one transaction. Returned means durable.</summary>
    public Task FlushAsync()
    {
        if (_counted)
        {
            _dirty["counter"] = new TenantCounter(_count) { Id = "counter" };
            _counted = false;
        }

        if (_dirty.Count == 0)
        {
            return Task.CompletedTask;
        }

        var changes = _dirty.Select(change => (change.Key, Body: change.Value is { } value
            ? JsonSerializer.SerializeToUtf8Bytes(value, TenantJson.Default.TenantObject)
            : null)).ToArray();
        _dirty.Clear();
        return _database.WriteAsync(connection =>
        {
            foreach (var (id, body) in changes)
            {
                if (body is null)
                {
                    connection.Sql("DELETE FROM tenant_object WHERE id = ?1").Run(id);
                }
                else
                {
                    connection.Sql("INSERT INTO tenant_object (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body").Run(id, body);
                }
            }

            return changes.Length;
        });
    }

    /// <summary>A lockout has its user's id; everything else has an id of its own.</summary>
    private static string RowKey(TenantObject value) => value is LockoutState ? "lockout|" + value.Id : value.Id;

    private void Index(TenantObject value)
    {
        switch (value)
        {
            case TenantUser user:
                Users[user.Id] = _usersByName[user.UserPrincipalName] = user;
                break;
            case TenantGroup group:
                Groups[group.Id] = group;
                break;
            case AdministrativeUnit unit:
                Units[unit.Id] = unit;
                break;
            case DirectoryRole role:
                Roles[role.Id] = role;
                break;
            case RoleAssignment assignment:
                RoleAssignments[assignment.Id] = assignment;
                (_assignmentsOf.TryGetValue(assignment.PrincipalId, out var list) ? list : _assignmentsOf[assignment.PrincipalId] = []).Add(assignment);
                break;
            case TenantApplication application:
                Applications[application.Id] = _applicationsByApp[application.AppId] = application;
                break;
            case TenantServicePrincipal principal:
                ServicePrincipals[principal.Id] = _principalsByApp[principal.AppId] = principal;
                break;
            case NamedLocation location:
                Locations[location.Id] = location;
                break;
            case PolicyDocument policy:
                Policies[policy.Id] = policy;
                break;
            case AppManagementPolicy policy:
                ManagementPolicies[policy.Id] = policy;
                break;
            case TenantSettings settings:
                Settings = settings;
                break;
            case TenantCounter counter:
                _count = counter.Value;
                break;
            case PendingEffect effect:
                Effects[effect.Id] = effect;
                break;
            case UserSession session:
                Sessions[session.Id] = session;
                break;
            case LockoutState lockout:
                Lockouts[lockout.Id] = lockout;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
