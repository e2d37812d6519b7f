using NhiEvents.Contracts.Events;

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
internal sealed record Way(string App, string Resource, Client Client, DateTimeOffset At, string Key, string Id) : IComparable<Way>
{
    /// <summary>All habits of an identity fit into 4 KB.</summary>
    private const int MaxName = 48;

    public string? AppName { get; init; }

    public string? ResourceName { get; init; }

    public string? IpAddress { get; init; }

    public static Way Of(SignIn success) => new(success.AppId ?? "", success.ResourceId ?? "", ClientOf(success), success.At, success.Key, success.Id)
    {
        AppName = Cut(success.AppDisplayName),
        ResourceName = Cut(success.ResourceDisplayName),
        IpAddress = Cut(success.IpAddress),
    };

    public bool IsSameWay(Way other) => App == other.App && Resource == other.Resource && Client == other.Client;

    /// <summary>By time; equal times by what the event is, and copies of one event by what they say.</summary>
    public int CompareTo(Way? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(ToString(), other.ToString());

    private static string? Cut(string? name) => name?.Length > MaxName ? name[..MaxName] : name;

    private static Client ClientOf(SignIn success) =>
        success.Evidence.Contains(EvidenceKinds.Ropc) ? Client.Ropc
        : success.Evidence.Contains(EvidenceKinds.LegacyClient) ? Client.Legacy
        : success.Evidence.Contains(EvidenceKinds.DeviceCode) ? Client.DeviceCode
        : success.Kind is SignInKind.InteractiveUser && success.ClientAppUsed == "Browser" ? Client.Browser
        : Client.Other;
}
