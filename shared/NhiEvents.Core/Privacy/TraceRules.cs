using NhiEvents.Core.State;

namespace NhiEvents.Core.Privacy;

/// <summary>What a row in which a person was found is to the person, by where it is. Pure.</summary>
internal static class TraceRules
{
    private const string LedgerPrefix = "~ledger|";

    private const string OutboxPrefix = "~out|";

    /// <summary>Apps whose rows are made again from logs and messages, so that nothing depends on one row.</summary>
    private static readonly string[] Rebuilt = ["ingest", "detection", "portal"];

    /// <param name="personKey">The person's id as it stands in row keys.</param>
    public static (TraceFate Fate, string Why) Of(string app, string rowKey, string personKey) => rowKey switch
    {
        _ when rowKey.StartsWith(LedgerPrefix, StringComparison.Ordinal) =>
            (TraceFate.Kept, "The ledger is a chain that proves what was done; it names people by pseudonyms, which nobody can read once their key is deleted"),
        _ when rowKey.StartsWith(OutboxPrefix, StringComparison.Ordinal) => (TraceFate.Kept, "A message that is about to be sent; the row goes with it"),
        _ when !Rebuilt.Contains(app, StringComparer.OrdinalIgnoreCase) =>
            (TraceFate.Kept, "Who asked for, approved or answers for something that is still in force; without it an exception, a reaction or a rotation could not be ended or explained"),
        // An aggregate's rows begin with its id; those of an index, and of what is due, end with it.
        _ when rowKey.Split('|').Contains(personKey, StringComparer.OrdinalIgnoreCase) => (TraceFate.Removed, "About this person"),
        _ => (TraceFate.NameTakenOut, "About something else; names this person"),
    };

    /// <summary>The id as it stands in row keys.</summary>
    public static string KeyOf(string id) => KeyText.Clean(id);
}
