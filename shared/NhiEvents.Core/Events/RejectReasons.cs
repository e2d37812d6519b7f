namespace NhiEvents.Core.Events;

/// <summary>Why a log row could not be read: a closed list of slugs, for counters and the rejected store.</summary>
public static class RejectReasons
{
    /// <summary>The bytes are not JSON; the offset says where that showed.</summary>
    public const string NotJson = "not-json";

    /// <summary>JSON, but a number, a text or a list where a record should be.</summary>
    public const string NotAnObject = "not-an-object";

    /// <summary>Nested deeper than any log row is.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>Larger than a message of the log's source can be.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A row of a table with fewer or more cells than the table has columns.</summary>
    public const string WrongCells = "wrong-cells";

    /// <summary>Nothing says which log the row is from.</summary>
    public const string NoCategory = "no-category";

    /// <summary>A category that no version of this reader has heard of.</summary>
    public const string UnknownCategory = "unknown-category";

    /// <summary>The member <c>properties</c>, which holds the event, is missing or no object.</summary>
    public const string NoProperties = "no-properties";

    public const string NoIdentity = "no-identity";

    public const string NoTime = "no-time";

    /// <summary>A time that is no time, or years away from any log.</summary>
    public const string BadTime = "bad-time";

    /// <summary>Neither a number in <c>status.errorCode</c> nor one in <c>resultType</c>.</summary>
    public const string NoStatus = "no-status";

    /// <summary>A row of a change or a refusal that does not say of what.</summary>
    public const string NoOperation = "no-operation";

    /// <summary>No text in UTF-8 or, with a byte order mark, UTF-16.</summary>
    public const string OtherEncoding = "other-encoding";

    /// <summary>Compressed data that is damaged or ends early.</summary>
    public const string BadGzip = "bad-gzip";

    /// <summary>Compressed data that grows beyond what logs do, or beyond the limit.</summary>
    public const string GzipBomb = "gzip-bomb";

    /// <summary>A file or folder that may not be read.</summary>
    public const string NoAccess = "no-access";

    /// <summary>A file that could not be read to its end.</summary>
    public const string ReadError = "read-error";

    /// <summary>A file that changed while it was read.</summary>
    public const string FileChanged = "file-changed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        NotJson, NotAnObject, TooDeep, TooLarge, WrongCells, NoCategory, UnknownCategory, NoProperties, NoIdentity, NoTime, BadTime, NoStatus, NoOperation,
        OtherEncoding, BadGzip, GzipBomb, NoAccess, ReadError, FileChanged,
    ];
}
