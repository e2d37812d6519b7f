using NhiEvents.Contracts.Events;

namespace NhiEvents.Local.Replay;

/// <summary>Where every readable row of the input is, in the order in which it happened; equal input gives the equal order, whatever file it came in.</summary>
internal sealed class LogIndex
{
    private readonly List<LogEntry> _entries = [];
    private readonly Dictionary<(string Tenant, string Identity), SortedSet<string>> _evidence = [];

    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>Why an identity is taken for a non-human one, over all its rows.</summary>
    public IReadOnlyDictionary<(string Tenant, string Identity), SortedSet<string>> Evidence => _evidence;

    public List<RejectedRow> Rejected { get; } = [];

    /// <summary>Rows of log categories that this build does not use, by category.</summary>
    public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    public void Add(LogEntry entry, SignIn row, IReadOnlyCollection<string> evidence)
    {
        _entries.Add(entry);
        if (evidence.Count == 0)
        {
            return;
        }

        if (!_evidence.TryGetValue((row.TenantId, row.IdentityId), out var known))
        {
            _evidence[(row.TenantId, row.IdentityId)] = known = new SortedSet<string>(StringComparer.Ordinal);
        }

        known.UnionWith(evidence);
    }

    /// <summary>Puts the rows in order and keeps one of those that are the same to the byte.</summary>
    public void Sort()
    {
        _entries.Sort();
        var kept = 0;
        for (var i = 0; i < _entries.Count; i++)
        {
            if (kept == 0 || _entries[kept - 1].CompareTo(_entries[i]) != 0)
            {
                _entries[kept++] = _entries[i];
            }
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
    }
}

/// <summary>One row: when, which (a hash over its bytes), where.</summary>
internal readonly record struct LogEntry(long Ticks, ulong ContentHash, int File, long Offset, int Length) : IComparable<LogEntry>
{
    public int CompareTo(LogEntry other) =>
        Ticks.CompareTo(other.Ticks) is var byTime and not 0 ? byTime
        : ContentHash.CompareTo(other.ContentHash) is var byContent and not 0 ? byContent
        : Length.CompareTo(other.Length);
}
