using System.Runtime.InteropServices;
using NhiEvents.Core.Events;

namespace NhiEvents.Local.Replay;

/// <summary>Where every readable row of the input is, in the order in which it happened; equal input gives the equal order, whatever file it came in.</summary>
internal sealed class LogIndex
{
    /// <summary>Most rejected rows that are told one by one; the rest is counted.</summary>
    private const int MaxRejected = 100_000;

    private readonly List<LogEntry> _entries = [];
    private readonly Dictionary<(string Tenant, string Identity), SortedSet<string>> _evidence = [];
    private readonly Dictionary<(string Tenant, string Identity), SortedSet<string>> _accountNames = [];
    private readonly Dictionary<string, ushort> _tenants = new(StringComparer.Ordinal) { [SignInReader.UnknownTenant] = 0 };
    private readonly List<RejectedRow> _rejected = [];

    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>What entries point at.</summary>
    public List<LogSource> Sources { get; } = [];

    /// <summary>Why an identity is taken for a non-human one, over all its rows.</summary>
    public IReadOnlyDictionary<(string Tenant, string Identity), SortedSet<string>> Evidence => _evidence;

    /// <summary>Logon names of identities with evidence.</summary>
    public IReadOnlyDictionary<(string Tenant, string Identity), SortedSet<string>> AccountNames => _accountNames;

    /// <summary>Rows that were read, and that no detector of this build asks for, by log; repeated ones too.</summary>
    public SortedDictionary<string, int> Unused { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<RejectedRow> Rejected => _rejected;

    /// <summary>All of them, also those that are not told one by one.</summary>
    public long RejectedCount { get; private set; }

    /// <summary>Rows of log categories that this build does not use, by category.</summary>
    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>The tenant of rows that name none (Graph v1.0): the input's, when all other rows name the same; else null.</summary>
    public string? TenantOfOthers { get; private set; }

    /// <summary>Adds what the next piece of the file holds; pieces come in their order.</summary>
    /// <param name="line">Lines of the file before the piece.</param>
    public void Add(LogFile file, ScannedPiece piece, long line)
    {
        var firstSource = Sources.Count;
        Sources.AddRange(piece.Formats.Select(format => new LogSource(file, format)));
        var tenants = piece.Tenants.ConvertAll(NumberOf);
        foreach (var row in piece.Rows)
        {
            _entries.Add(row with { Source = firstSource + row.Source, Tenant = tenants[row.Tenant] });
        }

        Join(_evidence, piece.Evidence);
        Join(_accountNames, piece.AccountNames);

        foreach (var row in piece.Rejected)
        {
            Reject(row with { Line = row.Line + line });
        }

        RejectedCount += piece.RejectedCount - piece.Rejected.Count;
        foreach (var (category, count) in piece.Skipped)
        {
            Skipped[category] = Skipped.GetValueOrDefault(category) + count;
        }

        foreach (var (log, count) in piece.Unused)
        {
            Unused[log] = Unused.GetValueOrDefault(log) + count;
        }
    }

    public void Reject(RejectedRow row)
    {
        RejectedCount++;
        if (_rejected.Count < MaxRejected)
        {
            _rejected.Add(row);
        }
    }

    /// <summary>Puts the rows in order and keeps one of those that are the same event: the one that says most.</summary>
    public void Sort()
    {
        TenantOfOthers = _tenants.Count == 2 ? _tenants.Keys.Single(tenant => tenant != SignInReader.UnknownTenant) : null;
        if (TenantOfOthers is { } tenant)
        {
            GiveTenant(_evidence, tenant);
            GiveTenant(_accountNames, tenant);
        }

        GiveTime();

        var rows = CollectionsMarshal.AsSpan(_entries);
        foreach (ref var row in rows)
        {
            row = row with { NamesTenant = row.Tenant != 0, Tenant = row.Tenant == 0 && TenantOfOthers is not null ? (ushort)1 : row.Tenant };
        }

        rows.Sort(LogEntry.ByEvent);
        var kept = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            if (kept == 0 || !_entries[kept - 1].IsSameEvent(_entries[i]))
            {
                _entries[kept++] = _entries[i];
            }
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
        CollectionsMarshal.AsSpan(_entries).Sort(LogEntry.ByTime);
    }

    private ushort NumberOf(string tenant)
    {
        if (!_tenants.TryGetValue(tenant, out var number))
        {
            // Beyond this many tenants, which no input has, rows stand under the last; each still names its own.
            number = (ushort)Math.Min(_tenants.Count, ushort.MaxValue);
            _tenants[tenant] = number;
        }

        return number;
    }

    private static void Join(Dictionary<(string Tenant, string Identity), SortedSet<string>> into, Dictionary<(string Tenant, string Identity), SortedSet<string>> more)
    {
        foreach (var (identity, texts) in more)
        {
            if (!into.TryAdd(identity, texts))
            {
                into[identity].UnionWith(texts);
            }
        }
    }

    private static void GiveTenant(Dictionary<(string Tenant, string Identity), SortedSet<string>> of, string tenant)
    {
        foreach (var ((_, identity), texts) in of.Where(known => known.Key.Tenant == SignInReader.UnknownTenant).ToList())
        {
            of.Remove((SignInReader.UnknownTenant, identity));
            Join(of, new() { [(tenant, identity)] = texts });
        }
    }

    /// <summary>A row without a time counts as the input's last: that late it was exported at least.</summary>
    private void GiveTime()
    {
        var rows = CollectionsMarshal.AsSpan(_entries);
        var last = DateTimeOffset.UnixEpoch.UtcTicks;
        foreach (ref readonly var row in rows)
        {
            last = row.Ticks == LogEntry.NoTime ? last : Math.Max(last, row.Ticks);
        }

        foreach (ref var row in rows)
        {
            row = row.Ticks == LogEntry.NoTime ? row with { Ticks = last } : row;
        }
    }
}

/// <summary>A file, or one of the tables in it.</summary>
/// <param name="Format">How a row's bytes become a record; null for rows that are records.</param>
internal sealed record LogSource(LogFile File, RowFormat? Format);

/// <summary>One row: when, which, how much it says, a checksum over its bytes, where.</summary>
internal readonly record struct LogEntry(long Ticks, ulong Key, uint Checksum, byte Fields, ushort Tenant, int Source, long Offset, int Length)
{
    /// <summary>In place of <see cref="Ticks"/>, for a row whose export has no time in it.</summary>
    public const long NoTime = -1;

    public bool NamesTenant { get; init; }

    public static Comparison<LogEntry> ByEvent { get; } = (a, b) =>
        a.Key.CompareTo(b.Key) is var byKey and not 0 ? byKey
        : a.Tenant.CompareTo(b.Tenant) is var byTenant and not 0 ? byTenant
        : b.Fields.CompareTo(a.Fields) is var byFields and not 0 ? byFields
        : ByBytes(a, b);

    public static Comparison<LogEntry> ByTime { get; } = (a, b) =>
        a.Ticks.CompareTo(b.Ticks) is var byTime and not 0 ? byTime
        : a.Key.CompareTo(b.Key) is var byKey and not 0 ? byKey
        : ByBytes(a, b);

    public bool IsSameEvent(LogEntry other) => Key == other.Key && Tenant == other.Tenant;

    private static int ByBytes(LogEntry a, LogEntry b) =>
        a.Ticks.CompareTo(b.Ticks) is var byTime and not 0 ? byTime
        : a.Checksum.CompareTo(b.Checksum) is var bySum and not 0 ? bySum
        : a.Length.CompareTo(b.Length);
}
