using Microsoft.Extensions.Options;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Who may approve, and since when we have seen them in the approvers' group.</summary>
/// <remarks>
/// Graph does not say when a member joined. So it is noted when the group is read: an attacker who adds himself is seen as new however old the group is.
/// Who leaves and comes back starts again.
/// </remarks>
public sealed class ApproverList(IDirectory directory, IStateStore store, Outbox outbox, IOptions<ExemptionOptions> options, TimeProvider time)
{
    private const string Kind = "approvers";

    private const string Key = "approvers";

    /// <summary>Null when the account is no approver now.</summary>
    /// <exception cref="EntraException">The group could not be read.</exception>
    internal async Task<DateTimeOffset?> MemberSinceAsync(string tenantId, string accountId, CancellationToken ct) =>
        (await RefreshAsync(tenantId, ct)).TryGetValue(accountId, out var since) ? since : null;

    /// <summary>Reads the group and keeps since when each member has been seen. A timer calls it, so that no approver has to be new at the first approval.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> RefreshAsync(string tenantId, CancellationToken ct)
    {
        if (options.Value.ApproverGroupId is not { } group)
        {
            return new Dictionary<string, DateTimeOffset>();
        }

        var members = new List<string>();
        await foreach (var member in directory.ListMembersAsync(group, transitive: true, ct))
        {
            if (member.Kind == "user")
            {
                members.Add(member.Id);
            }
        }

        return await Race.RunAsync(async () =>
        {
            var changes = new StateChanges(tenantId, Kind, Key);
            var found = await store.ReadAsync(changes.PartitionKey, Key, ExceptionsJson.Default.ApproverRow, ct);
            var before = found?.Value.Since ?? new Dictionary<string, DateTimeOffset>();
            var now = time.GetUtcNow();
            var after = members.Distinct(StringComparer.OrdinalIgnoreCase)
                .ToDictionary(member => member, member => before.TryGetValue(member, out var since) ? since : now, StringComparer.OrdinalIgnoreCase);
            if (found is null || after.Count != before.Count || after.Keys.Any(member => !before.ContainsKey(member)))
            {
                changes.Save(Key, new ApproverRow(after), found, ExceptionsJson.Default.ApproverRow);
                await outbox.CommitAsync(changes, ct);
            }

            return after;
        });
    }
}
