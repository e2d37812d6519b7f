using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Portal.Identities;

/// <summary>Sign-ins hour by hour as they lie in state: two weeks of hours are read and written with every announcement, and as objects they were most of its cost.</summary>
/// <param name="From">The first hour.</param>
/// <param name="At">Hours after it, in order; three lists of the same length.</param>
internal sealed record PackedHours(DateTimeOffset From, int[] At, int[] Successes, int[] Failures)
{
    public static PackedHours? Of(IReadOnlyList<SignInHour> hours) => hours.Count == 0 ? null : new PackedHours(
        hours[0].Hour,
        [.. hours.Select(hour => (int)((hour.Hour - hours[0].Hour).Ticks / TimeSpan.TicksPerHour))],
        [.. hours.Select(hour => hour.Successes)],
        [.. hours.Select(hour => hour.Failures)]);

    public List<SignInHour> Unpack()
    {
        var hours = new List<SignInHour>(At.Length);
        for (var i = 0; i < At.Length; i++)
        {
            hours.Add(new SignInHour(From.AddHours(At[i]), Successes[i], Failures[i]));
        }

        return hours;
    }
}

/// <summary>An identity's record as it lies in state.</summary>
internal sealed record StoredIdentity(string TenantId, long Revision, IdentitySummary Summary, DateTimeOffset ChangedAt)
{
    /// <summary>Of rows from before hours were packed; null since.</summary>
    public IReadOnlyList<SignInHour>? Hours { get; init; }

    public PackedHours? Packed { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    public IReadOnlyList<CredentialFacts>? Credentials { get; init; }

    public IReadOnlyList<ResourceUse>? Uses { get; init; }

    public static StoredIdentity Of(IdentityRecord record) => new(record.TenantId, record.Revision, record.Summary, record.ChangedAt)
    {
        Packed = PackedHours.Of(record.Hours),
        LastSuccess = record.LastSuccess,
        Credentials = record.Credentials.Count == 0 ? null : record.Credentials,
        Uses = record.Uses.Count == 0 ? null : record.Uses,
    };

    public IdentityRecord ToRecord() => new(TenantId, Revision, Summary, Hours ?? Packed?.Unpack() ?? [], ChangedAt) { LastSuccess = LastSuccess, Credentials = Credentials ?? [], Uses = Uses ?? [] };
}
