using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Credentials that came to one object in one change, with every row that tells of it: a set, so that neither order nor repetition changes it.</summary>
/// <param name="Seen">By time; one change has a handful of rows. Empty when the finding has ended.</param>
/// <param name="Revision">Grows with every change, so the newest announcement can be told.</param>
internal sealed record CredentialAdditionRow(string TenantId, string ObjectId, IReadOnlyList<AddedCredential> Added, IReadOnlyList<AdditionSeen> Seen, long Revision) : IAuditedRow<CredentialAdditionRow>
{
    /// <summary>A change has a handful of rows; who repeats it says nothing new.</summary>
    private const int MaxSeen = 16;

    /// <summary>The last of the events that have ended: a copy of one that comes now is none. Null when none have.</summary>
    public DateTimeOffset? ForgottenUntil { get; init; }

    /// <summary>What, once dealt with, ends the finding: these credentials on this object.</summary>
    public string Cause => CauseOf(Added);

    /// <summary>The first row that tells of it says who did it.</summary>
    [JsonIgnore]
    public AdditionSeen First => Seen[0];

    string IAuditedRow<CredentialAdditionRow>.Aggregate => ObjectId;

    string IAuditedRow<CredentialAdditionRow>.RowKey => Key(ObjectId, Cause);

    public static string Key(string objectId, string cause) => $"{KeyText.Clean(objectId)}|added|{cause}";

    public static string CauseOf(IEnumerable<AddedCredential> added) => MessageIds.From([.. added.Select(one => one.Key)]);

    public static CredentialAdditionRow New(CredentialAddition addition) => new(addition.TenantId, addition.ObjectId, addition.Added, [], 0);

    public CredentialAdditionRow Numbered(long revision) => this with { Revision = revision };

    /// <inheritdoc/>
    public CredentialAdditionRow WithoutEvents() => this with { Seen = [], Revision = Revision + 1, ForgottenUntil = Seen[^1].At };

    /// <summary>The row with one more event; the same row when it knows it.</summary>
    public CredentialAdditionRow With(CredentialAddition addition)
    {
        if (addition.At <= ForgottenUntil)
        {
            return this;
        }

        var fresh = AdditionSeen.Of(addition);
        var known = Seen.FirstOrDefault(seen => seen.Key == fresh.Key);
        if (known is not null && known.CompareTo(fresh) <= 0)
        {
            return this;
        }

        List<AdditionSeen> all = [.. Seen.Where(seen => seen != known).Append(fresh).Order().Take(MaxSeen)];
        return all.SequenceEqual(Seen) ? this : this with { Seen = all };
    }
}

/// <summary>One row of the audit log. Orders by time, then key.</summary>
/// <param name="ActorId">Object id; null where the row names nobody.</param>
internal sealed record AdditionSeen(DateTimeOffset At, string Key, string Id, ActorKind Actor, string? ActorId) : IComparable<AdditionSeen>
{
    /// <summary>Of an application or a known non-human identity; never of a person.</summary>
    public string? ActorName { get; init; }

    public string? ObjectName { get; init; }

    public bool IsServicePrincipal { get; init; }

    public string? AppId { get; init; }

    public static AdditionSeen Of(CredentialAddition addition) => new(addition.At, addition.EventKey, addition.EventId, addition.Actor.Kind, addition.Actor.Id)
    {
        ActorName = addition.Actor.DisplayName,
        ObjectName = addition.ObjectName,
        IsServicePrincipal = addition.IsServicePrincipal,
        AppId = addition.AppId,
    };

    public int CompareTo(AdditionSeen? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(ToString(), other.ToString());
}
