namespace NhiEvents.Core;

/// <summary>What may stand in a command that a person will copy.</summary>
internal static class CommandText
{
    /// <summary>An id as it is, when it is one. Anything else came from a log that a client can write to, and becomes a placeholder.</summary>
    public static string Id(string? id, string placeholder) => Guid.TryParseExact(id, "D", out var guid) ? guid.ToString("D") : placeholder;

    /// <summary>A name within a sentence: in quotes, without line breaks or quotes of its own.</summary>
    public static string Quoted(string text) => "'" + string.Concat(text.Where(letter => !char.IsControl(letter))).Replace('\'', '’') + "'";

    /// <summary>Up to three names within a sentence.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(3).Select(Quoted)) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
}
