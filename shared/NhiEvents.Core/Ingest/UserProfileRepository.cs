using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Ingest;

/// <summary>Profiles of users whose rows are dropped, and counts per application. One write each per batch.</summary>
/// <remarks>Adding is not repeatable: a batch that comes twice, or a write whose answer got lost, counts twice.</remarks>
public sealed class UserProfileRepository(IStateStore store, Outbox outbox)
{
    internal const string ProfileKind = "profile";

    internal const string AppUseKind = "app-use";

    /// <summary>Adds one user's rows of a batch. A profile that can be no machine's any more is written once a day, so that it does not expire.</summary>
    internal Task<UserProfile> AddAsync(string tenantId, string userId, IReadOnlyList<SignIn> rows, EvidenceRules rules, CancellationToken ct) =>
        UpdateAsync(
            tenantId,
            ProfileKind,
            userId,
            "profile",
            IngestJson.Default.UserProfile,
            profile => profile is not null && CandidateDecision.IsRuledOut(profile) && rows.All(row => profile.CoversDay(UserProfile.DayOf(row.At)))
                ? profile
                : (profile ?? UserProfile.Empty(userId)).With(rows, rules),
            ct);

    /// <summary>Adds one application's rows of a batch.</summary>
    internal Task<AppUse> AddUseAsync(string tenantId, string appId, IReadOnlyList<SignIn> rows, CancellationToken ct) =>
        UpdateAsync(tenantId, AppUseKind, appId, "use", IngestJson.Default.AppUse, use => (use ?? new AppUse(appId, [])).With(rows), ct, changes => changes.Send(Topics.Changes, Used(tenantId, appId, rows.Max(row => row.At))));

    /// <summary>Removes the profiles of users who have not signed in since. Returns how many those were.</summary>
    internal async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        var purged = 0;
        foreach (var tenant in await store.ReadTenantsAsync(ProfileKind, ct))
        {
            foreach (var partition in Partition.All(tenant, ProfileKind))
            {
                var old = new List<RowChange>();
                await foreach (var row in store.ReadPrefixAsync(partition, "", ct))
                {
                    if (!row.RowKey.StartsWith('~') && row.As(IngestJson.Default.UserProfile).Value.Hours.Keys.LastOrDefault() < UserProfile.HourOf(before))
                    {
                        old.Add(new RowChange.Remove(row.RowKey, row.ETag));
                    }
                }

                purged += await store.RemoveAsync(partition, old, ct);
            }
        }

        return purged;
    }

    /// <summary>Rotation must know: such a row names no key, so an idle key is not proven idle. One id an hour, so that duplicate detection drops most of them.</summary>
    private static OutgoingMessage Used(string tenantId, string appId, DateTimeOffset at)
    {
        var used = new CredentialUsedForUsers(tenantId, appId, at);
        return new OutgoingMessage(
            MessageIds.From(CredentialUsedForUsers.Kind, tenantId, appId, UserProfile.HourOf(at).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            CredentialUsedForUsers.Kind,
            JsonSerializer.SerializeToUtf8Bytes(used, NhiJson.Default.CredentialUsedForUsers));
    }

    private Task<T> UpdateAsync<T>(string tenantId, string kind, string aggregate, string type, JsonTypeInfo<T> json, Func<T?, T> update, CancellationToken ct, Action<StateChanges>? also = null)
        where T : class =>
        Race.RunAsync(async () =>
        {
            var key = $"{KeyText.Clean(aggregate)}|{type}";
            var found = await store.ReadAsync(Partition.For(tenantId, kind, aggregate), key, json, ct);
            var updated = update(found?.Value);
            if (ReferenceEquals(updated, found?.Value))
            {
                return updated;
            }

            var changes = new StateChanges(tenantId, kind, aggregate);
            changes.Save(key, updated, found, json);
            also?.Invoke(changes);
            await outbox.CommitAsync(changes, ct);
            return updated;
        });
}
