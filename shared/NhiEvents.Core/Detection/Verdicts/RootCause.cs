using System.Globalization;
using NhiEvents.Contracts;

namespace NhiEvents.Core.Detection.Verdicts;

/// <summary>What, once repaired, ends a finding. Same identity, finding and root cause is the same finding.</summary>
internal sealed record RootCause(string Finding)
{
    private Hashed? _hashed;

    /// <summary>NHI101: the requirement's providers. Empty when the log does not say.</summary>
    public IReadOnlyList<string> DemandedBy { get; init; } = [];

    /// <summary>NHI101, NHI108: the policies that failed the sign-in.</summary>
    public IReadOnlyList<string> PolicyIds { get; init; } = [];

    /// <summary>The application whose credential, consent, token or existence it is about.</summary>
    public string? AppId { get; init; }

    /// <summary>NHI104, NHI105, where the log names it.</summary>
    public string? CredentialKeyId { get; init; }

    /// <summary>Where each code needs another repair.</summary>
    public int? Code { get; init; }

    /// <summary>NHI109: the resource that was asked for.</summary>
    public string? ResourceId { get; init; }

    /// <summary>NHI211: where the caller was, as <see cref="Places.Place.Origin"/> names it.</summary>
    public string? Origin { get; init; }

    /// <summary>NHI105: set for guesses. NHI203 to NHI205: the kind of client that is new. NHI407: the coming change.</summary>
    public string? Way { get; init; }

    /// <summary>A lockout in Active Directory.</summary>
    /// <remarks>
    /// A success in the cloud does not end it: with password hash synchronisation the cloud does not know of the lock, so it proves nothing. The lock itself runs out
    /// by the domain's policy, mostly within half an hour, and comes back with the job that causes it; so every lockout counts, and the finding stands.
    /// </remarks>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsWindowsLockout => Finding == FindingNumbers.LockedOut && Code == Journal.FailureEvent.WindowsLockout;

    /// <summary>NHI102 of the cloud: over as soon as any sign-in succeeds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool EndsWithSuccess => Finding == FindingNumbers.LockedOut && !IsWindowsLockout;

    /// <summary>A hash; part of the row key and of the finding's id. A member that came later takes part only where it is set, so ids stay.</summary>
    public string Hash()
    {
        var known = _hashed;
        if (known is null || !ReferenceEquals(known.Cause, this))
        {
            _hashed = known = new Hashed(this, HashOf());
        }

        return known.Text;
    }

    /// <summary>Whether both are written alike, member by member, which costs less than their hashes; false says nothing.</summary>
    public bool IsPlainly(RootCause other) =>
        Finding == other.Finding && ReferenceEquals(DemandedBy, other.DemandedBy) && ReferenceEquals(PolicyIds, other.PolicyIds) && AppId == other.AppId
        && CredentialKeyId == other.CredentialKeyId && Code == other.Code && ResourceId == other.ResourceId && Origin == other.Origin && Way == other.Way;

    /// <summary>The same cause is one with the same hash, which every member takes part in.</summary>
    public bool Equals(RootCause? other) => other is not null && Hash() == other.Hash();

    public override int GetHashCode() => Hash().GetHashCode(StringComparison.Ordinal);

    private string HashOf()
    {
        List<string> parts =
        [
            Finding, string.Join(',', DemandedBy), string.Join(',', PolicyIds), AppId ?? "", CredentialKeyId ?? "", Code?.ToString(CultureInfo.InvariantCulture) ?? "",
        ];
        if (ResourceId is not null)
        {
            parts.Add(ResourceId);
        }

        if (Origin is not null)
        {
            parts.Add($"origin {Origin}");
        }

        if (Way is not null)
        {
            parts.Add($"way {Way}");
        }

        return MessageIds.From([.. parts]);
    }

    /// <summary>Asked for many times in each step. Says whose hash it is, because a changed copy of a cause takes it along.</summary>
    private sealed class Hashed(RootCause cause, string text)
    {
        public RootCause Cause => cause;

        public string Text => text;
    }
}
