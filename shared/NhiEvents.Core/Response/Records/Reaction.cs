using System.Text.Json.Serialization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Records;

/// <summary>One action of a playbook on one finding, and what became of it.</summary>
/// <param name="CaseKey">Of the ticket that is told.</param>
public sealed record Reaction(
    string Id, string TenantId, IdentityRef Identity, string FindingId, string FindingType, string CaseKey, string Playbook, ReactionKind Kind, ReactionMode Mode, ReactionState State, DateTimeOffset At)
{
    /// <summary>Why it stands where it stands, for a person.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether our write changed anything: what was so already is not undone.</summary>
    public bool Changed { get; init; }

    /// <summary>Of a removal: the credential that its approver has named.</summary>
    public string? KeyId { get; init; }

    /// <summary>Object id of the person who approved or denied it.</summary>
    public string? DecidedBy { get; init; }

    public int Failures { get; init; }

    public long Revision { get; init; } = 1;

    /// <summary>Time of its one due row; null when there is none.</summary>
    public DateTimeOffset? DueAt { get; init; }

    private const string Type = "|reaction|";

    internal static string Prefix(string identity) => KeyText.Clean(identity) + Type;

    internal static bool Is(string rowKey) => rowKey.Contains(Type, StringComparison.Ordinal);

    internal static string Key(string identity, string id) => Prefix(identity) + id;
}

/// <summary>What Response knows of an identity.</summary>
internal sealed record IdentityRow(
    string? RegistryOwner, bool Protected, IReadOnlyList<string> Tags, IReadOnlyDictionary<string, KnownFinding> Findings, IReadOnlyDictionary<string, KnownException> Exceptions,
    IReadOnlyDictionary<string, KnownRotation> Rotations)
{
    private const string ItemTag = "ci:";

    public static IdentityRow Empty { get; } = new(null, false, [], new Dictionary<string, KnownFinding>(), new Dictionary<string, KnownException>(), new Dictionary<string, KnownRotation>());

    /// <summary>Of what the registry says of it; ordinal text.</summary>
    public string FactsRevision { get; init; } = "";

    /// <summary>Of NHI405 on it: 0 never, odd open, even withdrawn.</summary>
    public long OwnerlessRevision { get; init; }

    /// <summary>Its entry in the configuration database, by the registry's tag <c>ci:…</c>; null: none is named.</summary>
    [JsonIgnore]
    public string? ConfigurationItem => Tags.FirstOrDefault(tag => tag.StartsWith(ItemTag, StringComparison.OrdinalIgnoreCase))?[ItemTag.Length..].Trim() is { Length: > 0 } item ? item : null;

    /// <summary>Somebody else seems to use it, and nobody has said that it is over.</summary>
    [JsonIgnore]
    public bool IsSuspected => Findings.Values.Any(finding => finding.Open && Correlation.IsAbuse(finding.Number));

    private const string Type = "|known";

    public static string Key(string identity) => KeyText.Clean(identity) + Type;

    public static bool Is(string rowKey) => rowKey.EndsWith(Type, StringComparison.Ordinal);

    /// <summary>As the key has it.</summary>
    public static string IdentityOf(string rowKey) => rowKey[..^Type.Length];
}

/// <summary>A registry is kept.</summary>
/// <param name="Since">Revision of the first word of it that arrived.</param>
internal sealed record RegistryRow(string Since)
{
    public const string Aggregate = "registry";

    public const string Key = "registry|kept";
}

/// <param name="Cause">The shared cause that it joined; null for a case of its own.</param>
internal sealed record KnownFinding(string Number, long Revision, bool Open, string CaseKey, string? Cause, int Count, Severity Severity)
{
    /// <summary>Nobody is told of it; null when somebody is.</summary>
    public KnownMute? Mute { get; init; }

    /// <summary>Of the last word about its mutes.</summary>
    public long MuteRevision { get; init; }
}

/// <param name="Severity">When it was muted: above it, it is heard again.</param>
/// <param name="HasBegun">False: it was muted before anybody was told of it, so that all that begins with a finding is still to come.</param>
internal sealed record KnownMute(DateTimeOffset Until, Severity Severity, bool HasBegun);

/// <summary>A finding as it was announced last, for the end of a mute.</summary>
internal sealed record FindingCopyRow(FindingChanged Changed)
{
    private const string Type = "|last|";

    public static string Key(string identity, string findingId) => KeyText.Clean(identity) + Type + findingId;

    public static bool Is(string rowKey) => rowKey.Contains(Type, StringComparison.Ordinal);
}

/// <param name="EndedAt">When it was seen as over; null while it is not.</param>
internal sealed record KnownException(long Revision, DateTimeOffset? EndedAt, string? Ticket);

internal sealed record KnownRotation(long Revision, bool Open, bool Held, string? Ticket);

/// <summary>Writes of one hour.</summary>
internal sealed record BudgetRow(IReadOnlyList<string> Contained, int Failures)
{
    public const string Kind = "reaction-budget";

    /// <param name="name">Of a limit of its own; empty is that of containment.</param>
    public static string Key(DateTimeOffset now, string name = "") => $"{now.UtcTicks / TimeSpan.TicksPerHour}|budget{name}";
}

/// <summary>Whether writes are stopped.</summary>
internal sealed record StopRow(bool Stopped, DateTimeOffset At)
{
    public const string Kind = "reaction-stop";

    public const string Key = "stop";
}
