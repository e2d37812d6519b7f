namespace NhiEvents.Azure.Tables;

/// <summary>Query filters of Table Storage.</summary>
internal static class TableFilter
{
    /// <summary>The rows of a partition whose key starts with the prefix, as a range of keys: the only kind of search that an index serves.</summary>
    public static string Prefix(string partition, string rowKeyPrefix)
    {
        var filter = $"PartitionKey eq {Literal(partition)}";
        if (rowKeyPrefix.Length == 0)
        {
            return filter;
        }

        filter += $" and RowKey ge {Literal(rowKeyPrefix)}";
        return After(rowKeyPrefix) is { Length: > 0 } end ? $"{filter} and RowKey lt {Literal(end)}" : filter;
    }

    /// <summary>The least text above every text with this prefix: its last character, one up. Empty when there is none.</summary>
    /// <remarks>Skips what cannot stand in a key (control characters) or not alone (surrogates): nothing lies there, or the caller's own check drops it.</remarks>
    private static string After(string prefix)
    {
        var kept = prefix.TrimEnd(char.MaxValue);
        if (kept.Length == 0)
        {
            return "";
        }

        var next = (char)(kept[^1] + 1);
        while (char.IsControl(next) || char.IsSurrogate(next))
        {
            next++;
        }

        return kept[..^1] + next;
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
