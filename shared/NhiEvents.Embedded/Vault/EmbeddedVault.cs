using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NhiEvents.Contracts;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Faults;

namespace NhiEvents.Embedded.Vault;

/// <summary>The vault port in one table of a database. Texts are encrypted before they get there; the key lies elsewhere.</summary>
/// <remarks>Behaves as Azure Key Vault where the two could differ: times are whole seconds, and a disabled newest version leaves a reader who names no version with nothing.</remarks>
public sealed class EmbeddedVault : ISecretVault
{
    private const string Purpose = "NhiEvents.Vault";
    private const string Read = "SELECT version, number, created, expires, enabled, tags, text FROM ";
    private static readonly TimeSpan NearExpiry = TimeSpan.FromDays(30);

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly IDataProtector _protector;
    private readonly GraphLimits _faults;
    private readonly string _table;
    private readonly Lock _gate = new();
    private readonly SortedSet<PendingVaultEvent> _pending = [];

    /// <param name="name">2 to 24 letters and digits: the table, and the vault's name in events.</param>
    /// <param name="protection">Whose keys encrypt the texts.</param>
    public EmbeddedVault(SqliteDatabase database, string name, IDataProtectionProvider protection, TimeProvider time, TenantFaults? faults = null)
    {
        if (name.Length is < 2 or > 24 || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"'{name}' is no name of a vault: 2 to 24 letters and digits.", nameof(name));
        }

        (_database, _time, Name, _table) = (database, time, name, "vault_" + name);
        _protector = protection.CreateProtector(Purpose, name);
        _faults = new GraphLimits(faults ?? TenantFaults.None);
        database.EnsureSchema(
            $"""
            CREATE TABLE IF NOT EXISTS {_table} (name TEXT NOT NULL COLLATE NOCASE, number INTEGER NOT NULL, version TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER, enabled INTEGER NOT NULL, tags TEXT NOT NULL, text BLOB NOT NULL, PRIMARY KEY (name, number));
            """);
        foreach (var version in database.Read(connection => connection.Sql($"SELECT name FROM {_table} GROUP BY name").All(row => row.Text(0))).SelectMany(Versions))
        {
            Schedule(version);
        }
    }

    /// <summary>Something is due earlier than before.</summary>
    public event Action<DateTimeOffset>? EventDue;

    public string Name { get; }

    /// <summary>When the first event is due that was not taken; null: none is.</summary>
    public DateTimeOffset? NextEventDue
    {
        get
        {
            lock (_gate)
            {
                return _pending.Min?.Due;
            }
        }
    }

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(string name, CancellationToken ct) => Task.FromResult(Call<IReadOnlyList<SecretVersion>>(writes: false, () => [.. Versions(name)], ct));

    public Task<SecretValue?> ReadAsync(string name, string? version, CancellationToken ct) => Task.FromResult(Call(
        writes: false,
        () => Rows(name).FirstOrDefault(row => version is null || row.Version.Version == version) is { Version.Enabled: true } found
            ? new SecretValue(Encoding.UTF8.GetString(_protector.Unprotect(found.Text)))
            : null,
        ct));

    public Task<SecretVersion> SetAsync(string name, SecretValue text, SecretProperties properties, CancellationToken ct)
    {
        VaultLimits.Check(name, properties);
        return Task.FromResult(Call(writes: true, () => Store(name, text, properties), ct));
    }

    public Task<SecretVersion> UpdateAsync(string name, string version, SecretProperties properties, CancellationToken ct)
    {
        VaultLimits.Check(name, properties);
        return Task.FromResult(Call(
            writes: true,
            () =>
            {
                Write(connection => connection.Sql($"UPDATE {_table} SET expires = ?3, enabled = ?4, tags = ?5 WHERE name = ?1 AND version = ?2")
                    .Run(name, version, Seconds(properties.ExpiresAt)?.UtcTicks, properties.Enabled ? 1 : 0, Json(properties.Tags)));
                var updated = Versions(name).FirstOrDefault(one => one.Version == version) ?? throw new VaultException(VaultFault.NotFound, $"The secret {name} has no such version.");
                Schedule(updated);
                return updated;
            },
            ct));
    }

    /// <summary>The events that are due, each once per process: a version that was made, is within 30 days of its end, or has ended.</summary>
    /// <remarks>As with Azure Key Vault, the end of a version that is no longer the current one is nobody's news.</remarks>
    public IReadOnlyList<OutgoingEvent> TakeEvents()
    {
        var now = _time.GetUtcNow();
        List<PendingVaultEvent> due;
        lock (_gate)
        {
            due = [.. _pending.TakeWhile(one => one.Due <= now)];
            due.ForEach(one => _pending.Remove(one));
        }

        return [.. due.Where(one => one.Kind is VaultEventKind.NewVersion || IsCurrent(one)).Select(one => one.ToEvent(Name))];
    }

    /// <summary>Every version of a secret with its text, the newest first, whatever is disabled and whatever fails: what the simulation knows.</summary>
    internal IReadOnlyList<(SecretVersion Version, string Text)> Held(string name) => [.. Rows(name).Select(row => (row.Version, Encoding.UTF8.GetString(_protector.Unprotect(row.Text))))];

    /// <summary>What a consumer reads who asks until it gets an answer.</summary>
    internal SecretValue? Current(string name) => Rows(name) is [{ Version.Enabled: true } newest, ..] ? new SecretValue(Encoding.UTF8.GetString(_protector.Unprotect(newest.Text))) : null;

    /// <summary>Stores a version, whatever fails.</summary>
    internal SecretVersion Put(string name, SecretValue text, SecretProperties properties)
    {
        VaultLimits.Check(name, properties);
        return Store(name, text, properties);
    }

    /// <summary>Every byte that lies in the table, for who looks for texts in it.</summary>
    internal IReadOnlyList<byte[]> StoredBytes() =>
        _database.Read(connection => connection.Sql($"SELECT text FROM {_table} UNION ALL SELECT CAST(name || version || tags AS BLOB) FROM {_table}").All(row => row.Bytes(0)));

    private SecretVersion Store(string name, SecretValue text, SecretProperties properties)
    {
        var cipher = _protector.Protect(Encoding.UTF8.GetBytes(text.Reveal()));
        var stored = Write(connection =>
        {
            var number = 1 + (connection.Sql($"SELECT MAX(number) FROM {_table} WHERE name = ?1").Number(name) ?? 0);
            var version = new SecretVersion(name, MessageIds.From(Name, name, number.ToString(System.Globalization.CultureInfo.InvariantCulture)), properties.Enabled, Seconds(_time.GetUtcNow()), Seconds(properties.ExpiresAt), properties.Tags);
            connection.Sql($"INSERT INTO {_table} (name, number, version, created, expires, enabled, tags, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
                .Run(name, number, version.Version, version.CreatedAt.UtcTicks, version.ExpiresAt?.UtcTicks, version.Enabled ? 1 : 0, Json(version.Tags), cipher);
            return version;
        });
        Add(new PendingVaultEvent(_time.GetUtcNow(), VaultEventKind.NewVersion, stored.Name, stored.Version, stored.ExpiresAt));
        Schedule(stored);
        return stored;
    }

    private bool IsCurrent(PendingVaultEvent one) => Versions(one.Secret).FirstOrDefault() is { } current && current.Version == one.Version && current.ExpiresAt == one.Ends;

    private void Schedule(SecretVersion version)
    {
        var now = _time.GetUtcNow();
        if (version.ExpiresAt is { } ends && ends > now)
        {
            Add(new PendingVaultEvent(ends - NearExpiry > now ? ends - NearExpiry : now, VaultEventKind.NearExpiry, version.Name, version.Version, ends));
            Add(new PendingVaultEvent(ends, VaultEventKind.Expired, version.Name, version.Version, ends));
        }
    }

    private void Add(PendingVaultEvent one)
    {
        lock (_gate)
        {
            _pending.Add(one);
        }

        EventDue?.Invoke(one.Due);
    }

    private IEnumerable<SecretVersion> Versions(string name) => Rows(name).Select(row => row.Version);

    private List<(SecretVersion Version, byte[] Text)> Rows(string name) => _database.Read(connection => connection.Sql($"{Read}{_table} WHERE name = ?1 ORDER BY number DESC").All(
        row => (
            new SecretVersion(name, row.Text(0), row.Int64(4) == 1, row.Time(2), row.TimeOrNull(3), JsonSerializer.Deserialize(row.Text(5), SqliteJson.Default.SortedDictionaryStringString)!),
            row.Bytes(6)),
        name));

    private T Write<T>(Func<Microsoft.Data.Sqlite.SqliteConnection, T> work) => _database.WriteAsync(work).GetAwaiter().GetResult();

    private T Call<T>(bool writes, Func<T> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var fault = _faults.Next(_time.GetUtcNow(), conditionalAccess: false, writes);
        switch (fault.Kind)
        {
            case GraphFaultKind.Throttled:
                throw new VaultException(VaultFault.Throttled, "Too many requests.", fault.RetryAfter);
            case GraphFaultKind.FailsBefore:
                throw new VaultException(VaultFault.Transient, "The vault is unavailable.");
        }

        var result = work();
        return fault.Kind is GraphFaultKind.FailsAfter ? throw new VaultException(VaultFault.Transient, "The answer was lost.") : result;
    }

    private static string Json(IReadOnlyDictionary<string, string> tags) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(tags.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), SqliteJson.Default.SortedDictionaryStringString);

    private static DateTimeOffset? Seconds(DateTimeOffset? time) => time is { } given ? Seconds(given) : null;

    private static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
