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

    /// <summary>The same event in a schema that this build does not read: Log Analytics columns, or a Graph object.</summary>
    public const string OtherSchema = "other-schema";

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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        NotJson, NotAnObject, TooDeep, TooLarge, OtherSchema, NoCategory, UnknownCategory, NoProperties, NoIdentity, NoTime, BadTime, NoStatus,
    ];
}
