using System.Collections.Concurrent;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>Users whose stored profile covers a day and can be no machine's any more: no further row of that day says anything new, so none is looked up or written.</summary>
/// <remarks>
/// Of this process only, and forgotten when it is full: then profiles are read again. Without it a tenant of 100,000 people costs a read and a write for each of
/// them every few minutes.
/// </remarks>
internal sealed class PeopleSeen
{
    private const int MaxPeople = 200_000;

    private readonly ConcurrentDictionary<(string Tenant, string Id), long> _lastDay = new();

    public bool Covers(SignIn row) => _lastDay.TryGetValue((row.TenantId, row.IdentityId), out var day) && day == UserProfile.DayOf(row.At);

    /// <param name="rows">Rows of one user that its profile covers.</param>
    public void Add(IEnumerable<SignIn> rows)
    {
        if (_lastDay.Count >= MaxPeople)
        {
            _lastDay.Clear();
        }

        foreach (var row in rows)
        {
            _lastDay[(row.TenantId, row.IdentityId)] = UserProfile.DayOf(row.At);
        }
    }
}
