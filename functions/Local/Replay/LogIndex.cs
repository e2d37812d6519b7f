using System.Runtime.InteropServices;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Local.Replay;

/// <summary>Where the rows of the input are, in the order in which they happened; equal input gives the equal order, whatever file it came in.</summary>
internal sealed class LogIndex
{
    /// <summary>Most rejected rows that are told one by one; the rest is counted.</summary>
    private const int MaxRejected = 100_000;

    /// <summary>Rows that are kept after they were read; about 1.5 KB each.</summary>
    private const int MaxRowsInMemory = 64 * 1024;

    private readonly List<LogEntry> _entries = [];
    private readonly List<SeenIdentity> _identities = [];
    private readonly Dictionary<(string Tenant, string Identity), int> _numbers = [];
    private readonly Dictionary<string, ushort> _tenants = new(StringComparer.Ordinal) { [SignInReader.UnknownTenant] = 0 };
    private readonly List<RejectedRow> _rejected = [];

    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>What entries point at, in the order of the text.</summary>
    public List<LogSource> Sources { get; } = [];

    /// <summary>Everybody who signed in, and why they are taken for a non-human identity, over all their rows. Entries name them by their place.</summary>
    public IReadOnlyList<SeenIdentity> Identities => _identities;

    /// <summary>Readable rows, copies of one event counted each.</summary>
    public long RowCount { get; private set; }

    /// <summary>First and last row, of anybody; null when there is none.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Period { get; private set; }

    /// <summary>Rows that were read, and that no detector of this build asks for, by log; repeated ones too.</summary>
    public SortedDictionary<string, int> Unused { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of automation whose policies the export has not.</summary>
    public int LackingPolicies { get; private set; }

    public IReadOnlyList<RejectedRow> Rejected => _rejected;

    /// <summary>All of them, also those that are not told one by one.</summary>
    public long RejectedCount { get; private set; }

    /// <summary>Rows of log categories that this build does not use, by category.</summary>
    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>The tenant of rows that name none (Graph v1.0): the input's, when all other rows name the same; else the configured one, or null.</summary>
    public string? TenantOfOthers { get; private set; }

    /// <summary>Adds what the next piece of the file holds; pieces come in their order.</summary>
    /// <param name="line">Lines of the file before the piece.</param>
    public void Add(LogFile file, ScannedPiece piece, long line)
    {
        var firstSource = Sources.Count;
        Sources.AddRange(piece.Formats.Select(format => new LogSource(file, format.Format, format.Start)));
        var tenants = piece.Tenants.ConvertAll(NumberOf);
        var identities = piece.Identities.ConvertAll(NumberOf);
        foreach (var (identity, evidence) in piece.Evidence)
        {
            _identities[identities[identity]].Add(evidence);
        }

        foreach (var (identity, names) in piece.AccountNames)
        {
            _identities[identities[identity]].AccountNames.UnionWith(names);
        }

        foreach (var (identity, day) in piece.VainTries)
        {
            (_identities[identities[identity]].TriedDays ??= []).Add(day);
        }

        foreach (var (identity, plain) in piece.Plain)
        {
            _identities[identities[identity]].Plain.Add(plain);
        }

        foreach (var row in piece.Rows)
        {
            _entries.Add(row with
            {
                Source = firstSource + row.Source,
                Tenant = tenants[row.Tenant],
                Identity = row.Identity == LogEntry.Nobody ? LogEntry.Nobody : identities[row.Identity],
                SignIn = _entries.Count < MaxRowsInMemory ? row.SignIn : null,
            });
        }

        RowCount += piece.RowCount;
        if (piece.Period is { } period)
        {
            Period = Period is not { } known ? period : (known.First < period.First ? known.First : period.First, known.Last > period.Last ? known.Last : period.Last);
        }

        foreach (var row in piece.Rejected)
        {
            Reject(row with { Line = row.Line + line });
        }

        LackingPolicies += piece.LackingPolicies;
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

    /// <summary>Gives rows that name no tenant the only one that others name, else the configured one. Once, before rows are looked for by identity.</summary>
    public void Unite(string? configured)
    {
        TenantOfOthers = _tenants.Count == 2 ? _tenants.Keys.Single(tenant => tenant != SignInReader.UnknownTenant) : configured;
        var own = TenantOfOthers is null ? (ushort)0 : NumberOf(TenantOfOthers);
        int[] now = [.. _identities.ToList().Select(identity => identity.Tenant == SignInReader.UnknownTenant && TenantOfOthers is { } tenant ? Move(identity, tenant) : _numbers[identity.Address])];
        foreach (ref var row in CollectionsMarshal.AsSpan(_entries))
        {
            row = row with { NamesTenant = row.Tenant != 0, Tenant = row.Tenant == 0 ? own : row.Tenant, Identity = row.Identity == LogEntry.Nobody ? LogEntry.Nobody : now[row.Identity] };
        }
    }

    /// <summary>Adds a row of an identity that was passed over at first.</summary>
    public void Add(LogEntry row, int identity) => _entries.Add(row with { Identity = identity, Tenant = NumberOf(_identities[identity].Tenant) });

    /// <summary>Forgets the rows of all others.</summary>
    public void KeepOnly(Predicate<SeenIdentity> wanted) => _entries.RemoveAll(row => row.Identity != LogEntry.Nobody && !wanted(_identities[row.Identity]));

    /// <summary>Puts the rows in order and keeps one of those that are the same event: the one that says most.</summary>
    public void Sort()
    {
        GiveTime();
        CollectionsMarshal.AsSpan(_entries).Sort(LogEntry.ByEvent);
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

    /// <summary>Keeps the rows of a period. What rows showed of their identities stays.</summary>
    public void Narrow(ReplayPeriod period)
    {
        if (!period.IsAll)
        {
            _entries.RemoveAll(entry => !period.Keeps(new DateTimeOffset(entry.Ticks, TimeSpan.Zero), entry.Succeeded));
            Period = Period is var (first, last) ? (period.Since > first ? period.Since.Value : first, period.Until < last ? period.Until.Value : last) : null;
        }
    }

    /// <summary>The number of the source that a place is in.</summary>
    public int SourceAt(long place)
    {
        var (low, high) = (0, Sources.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Sources[middle].File.Base + Sources[middle].Start <= place ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private int NumberOf((string Tenant, string Id) identity)
    {
        if (!_numbers.TryGetValue(identity, out var number))
        {
            _numbers[identity] = number = _identities.Count;
            _identities.Add(new SeenIdentity(identity.Tenant, identity.Id));
        }

        return number;
    }

    private int Move(SeenIdentity identity, string tenant)
    {
        var number = NumberOf((tenant, identity.Id));
        _identities[number].TakeOver(identity);
        return number;
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
/// <param name="Start">Byte of the file at which its first row starts.</param>
internal sealed record LogSource(LogFile File, RowFormat? Format, long Start);

/// <summary>One row: when, which, how much it says, a checksum over its bytes, where.</summary>
internal readonly record struct LogEntry(long Ticks, ulong Key, uint Checksum, byte Fields, ushort Tenant, int Source, long Offset, int Length)
{
    /// <summary>In place of <see cref="Ticks"/>, for a row whose export has no time in it.</summary>
    public const long NoTime = -1;

    /// <summary>In place of <see cref="Identity"/>: whose a row is turns out when all identities are known.</summary>
    public const int Nobody = -1;

    public bool NamesTenant { get; init; }

    /// <summary>The row itself, while there is room for it: then it need not be read again.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>Place in <see cref="LogIndex.Identities"/>; <see cref="Nobody"/> for rows of other logs than the sign-ins.</summary>
    public int Identity { get; init; }

    public bool Succeeded { get; init; }

    /// <summary>Of a sign-in: which of the four logs it is from.</summary>
    public SignInKind Log { get; init; }

    /// <summary>The loaded rules that match the row; null for none.</summary>
    public IReadOnlyList<RuleHit>? Hits { get; init; }

    /// <summary>No detector asks for the row, only rules do.</summary>
    public bool IsForRules { get; init; }

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
