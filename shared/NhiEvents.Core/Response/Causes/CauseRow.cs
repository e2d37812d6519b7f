using NhiEvents.Contracts.Findings;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response.Causes;

/// <summary>One incident: findings of many identities with one cause.</summary>
/// <param name="Cause">Such as a policy's name.</param>
/// <param name="Generation">1 for the first incident of this cause.</param>
/// <param name="Members">By finding id.</param>
/// <param name="Told">What the tickets know, by owner.</param>
/// <param name="Sample">The first finding: what it is called stands for all.</param>
internal sealed record CauseRow(
    string Cause, int Generation, DateTimeOffset StartedAt, DateTimeOffset LastJoined, IReadOnlyDictionary<string, CauseMember> Members, IReadOnlyDictionary<string, ToldOwner> Told, Finding Sample)
{
    public long Revision { get; init; } = 1;

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>A playbook wants owners told, besides their tickets.</summary>
    public bool NotifyOwners { get; init; }

    /// <summary>By owner, of the first of his accounts: an owner is shown no account of another.</summary>
    public IReadOnlyDictionary<string, CauseExample> Examples { get; init; } = new Dictionary<string, CauseExample>();

    private const string Type = "|cause";

    public static string Key(string cause) => KeyText.Clean(cause) + Type;

    public static bool Is(string rowKey) => rowKey.EndsWith(Type, StringComparison.Ordinal);

    public string CaseKeyOf(string tenantId, string owner) =>
        Contracts.MessageIds.From("cause", tenantId, Cause, Generation.ToString(System.Globalization.CultureInfo.InvariantCulture), owner);
}

/// <param name="Revision">Of the finding.</param>
internal sealed record CauseMember(IdentityRef Identity, string Owner, bool Open, long Revision, string Number, Severity Severity, DateTimeOffset FirstSeen)
{
    /// <summary>No exception is proposed for it.</summary>
    public bool NoOffer { get; init; }

    /// <summary>The owner's ticket names it.</summary>
    public bool Told { get; init; }
}

/// <summary>What one finding says of the cause, and what to do.</summary>
internal sealed record CauseExample(string Cause, IReadOnlyList<Remedy> Remedies);

internal sealed record ToldOwner(int Open, int All);

/// <summary>What was changed about a policy lately.</summary>
internal sealed record ChangesRow(IReadOnlyList<NotedChange> Changes)
{
    public static string Key(string cause) => $"{KeyText.Clean(cause)}|changes";
}

/// <param name="By">Object id of the person or name of the application; never a person's name.</param>
internal sealed record NotedChange(string Id, DateTimeOffset At, string Operation, string By);
