using System.Text.Json.Serialization;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Profiles;

namespace NhiEvents.Core.Detection.Habits;

/// <summary>How a token is asked for, as far as it matters to whether a second factor is possible and whether a person sits there.</summary>
internal enum Client
{
    Other,

    /// <summary>The program sends the password itself.</summary>
    Ropc,

    /// <summary>IMAP, POP, SMTP and their like.</summary>
    Legacy,

    DeviceCode,

    /// <summary>Somebody signs in interactively in a browser.</summary>
    Browser,
}

/// <summary>One way in: an application, a resource and the kind of client; with its first success.</summary>
internal sealed record Way(
    [property: JsonPropertyName("a"), JsonConverter(typeof(ShortId))] string App,
    [property: JsonPropertyName("r"), JsonConverter(typeof(ShortId))] string Resource,
    [property: JsonPropertyName("c")] Client Client,
    [property: JsonPropertyName("t"), JsonConverter(typeof(UnixTime))] DateTimeOffset At,
    [property: JsonPropertyName("k")] string Key,
    [property: JsonPropertyName("i"), JsonConverter(typeof(ShortId))] string Id) : IComparable<Way>
{
    /// <summary>A whole profile fits into 4 KB.</summary>
    private const int MaxName = 30;

    private const int MaxId = 40;

    [JsonPropertyName("n")]
    public string? AppName { get; init; }

    [JsonPropertyName("m")]
    public string? ResourceName { get; init; }

    [JsonPropertyName("p")]
    public string? IpAddress { get; init; }

    public static Way Of(SignIn success) => new(success.AppId ?? "", success.ResourceId ?? "", ClientOf(success), UnixTime.Cut(success.At), success.Key, ShortText.Cut(success.Id, MaxId)!)
    {
        AppName = ShortText.Cut(success.AppDisplayName, MaxName),
        ResourceName = ShortText.Cut(success.ResourceDisplayName, MaxName),
        IpAddress = ShortText.Cut(success.IpAddress, MaxId),
    };

    public bool IsSameWay(Way other) => App == other.App && Resource == other.Resource && Client == other.Client;

    /// <summary>By time; equal times by what the event is, and copies of one event by what they say.</summary>
    public int CompareTo(Way? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(ToString(), other.ToString());

    private static Client ClientOf(SignIn success) =>
        success.Evidence.Contains(EvidenceKinds.Ropc) ? Client.Ropc
        : success.Evidence.Contains(EvidenceKinds.LegacyClient) ? Client.Legacy
        : success.Evidence.Contains(EvidenceKinds.DeviceCode) ? Client.DeviceCode
        : success.Kind is SignInKind.InteractiveUser && success.ClientAppUsed == "Browser" ? Client.Browser
        : Client.Other;
}
