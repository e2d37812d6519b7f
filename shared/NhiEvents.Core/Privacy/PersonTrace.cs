namespace NhiEvents.Core.Privacy;

/// <summary>What becomes of a row when a person is erased.</summary>
public enum TraceFate
{
    /// <summary>It is kept under the person's id: it is removed.</summary>
    Removed,

    /// <summary>It is about something else and names the person: the name is taken out.</summary>
    NameTakenOut,

    /// <summary>It stays, and <see cref="PersonTrace.Why"/> says why.</summary>
    Kept,
}

/// <summary>A row of state in which a person was found.</summary>
/// <param name="App">Whose table it is in.</param>
/// <param name="Kind">Of the partition, such as <c>profile</c>.</param>
/// <param name="Why">Why it has this fate.</param>
/// <param name="Body">The row as it is, UTF-8 JSON.</param>
public sealed record PersonTrace(string App, string TenantId, string Kind, string Partition, string RowKey, TraceFate Fate, string Why, ReadOnlyMemory<byte> Body, string ETag);

/// <summary>What a person is known by.</summary>
/// <param name="Id">Object id of the account.</param>
/// <param name="Names">User principal name and other names that rows may hold.</param>
/// <param name="Pseudonym">By tenant; null without the key of the ledger's pseudonyms.</param>
public sealed record PersonNames(string Id, IReadOnlyList<string> Names, Func<string, string>? Pseudonym);
