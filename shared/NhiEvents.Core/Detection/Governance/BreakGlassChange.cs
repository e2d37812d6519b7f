using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>Changes of one kind to one break-glass account (NHI209). A function of the set of its events.</summary>
/// <param name="Operation">As the audit log names it.</param>
/// <param name="Seen">The earliest few and the latest, in time order; empty when the finding has ended.</param>
internal sealed record BreakGlassChangeRow(string TenantId, string AccountId, string Operation, IReadOnlyList<AdditionSeen> Seen, long Revision) : IAuditedRow<BreakGlassChangeRow>
{
    /// <summary>The last of the events that have ended: a copy of one that comes now is none. Null when none have.</summary>
    public DateTimeOffset? ForgottenUntil { get; init; }

    private const int MaxSeen = 16;

    string IAuditedRow<BreakGlassChangeRow>.Aggregate => AccountId;

    string IAuditedRow<BreakGlassChangeRow>.RowKey => Key(AccountId, Operation);

    public static string Key(string accountId, string operation) => $"{KeyText.Clean(accountId)}|changed|{KeyText.Clean(operation)}";

    public BreakGlassChangeRow Numbered(long revision) => this with { Revision = revision };

    /// <inheritdoc/>
    public BreakGlassChangeRow WithoutEvents() => this with { Seen = [], Revision = Revision + 1, ForgottenUntil = Seen[^1].At };

    /// <summary>The row with one more event; the same row when it says nothing more.</summary>
    public BreakGlassChangeRow With(AdditionSeen fresh)
    {
        if (fresh.At <= ForgottenUntil)
        {
            return this;
        }

        List<AdditionSeen> all = [.. Seen.Where(seen => seen.Key != fresh.Key).Concat(Seen.Where(seen => seen.Key == fresh.Key).Append(fresh).Order().Take(1)).Order()];
        all = all.Count > MaxSeen ? [.. all.Take(MaxSeen - 1), all[^1]] : all;
        return all.SequenceEqual(Seen) ? this : this with { Seen = all };
    }
}

/// <summary>What a row of the audit log says was changed about accounts for emergencies. Pure.</summary>
internal static class BreakGlassChange
{
    /// <summary>Nearly always empty. A change that was refused is one that somebody tried: it counts.</summary>
    /// <param name="accounts">Object ids; never inferred.</param>
    public static IEnumerable<BreakGlassChangeRow> Of(DirectoryChanged change, IReadOnlyList<string> accounts) => accounts.Count == 0 ? [] :
        from account in change.Targets.Select(target => target.Id).OfType<string>().Where(id => accounts.Contains(id, StringComparer.OrdinalIgnoreCase)).Select(id => id.ToLowerInvariant()).Distinct()
        select new BreakGlassChangeRow(change.TenantId, account, change.Operation, [SeenIn(change)], 0);

    /// <param name="known">What Detection knows of the account; null when it has seen no sign-in.</param>
    public static Finding Show(BreakGlassChangeRow row, IdentitySummary? known, IdentityFacts? facts)
    {
        var (first, name) = (row.Seen[0], known?.Identity.DisplayName ?? facts?.DisplayName ?? row.AccountId);
        var by = first.ActorId is null ? "somebody whom the log does not name" : $"{(first.Actor is ActorKind.Application ? "application" : "account")} {(first.ActorName is { } actor ? CommandText.Quoted(actor) + " " : "")}{first.ActorId}";
        return new Finding(
            MessageIds.From("finding", row.TenantId, row.AccountId, FindingNumbers.BreakGlassUsed, row.Operation),
            FindingNumbers.BreakGlassUsed,
            "break-glass-used",
            Severity.Critical,
            known?.Identity ?? new IdentityRef(row.AccountId, IdentityKind.ServiceAccount, name) { UserPrincipalName = facts?.UserPrincipalName },
            known?.Owner ?? facts?.Owner ?? FindingText.UnknownOwner,
            $"Break-glass account {CommandText.Quoted(name)} was changed ({CommandText.Quoted(row.Operation)}) by {by}. Nobody changes such an account but in an announced test: whoever does can keep its owners out when they need it, or get in themselves.",
            new Evidence([.. row.Seen.Select(seen => new EvidenceEvent(seen.Id, seen.At, 0))], [], [], [], [], [], known?.Evidence ?? []),
            [
                new Remedy(
                    "Ask at once who did it",
                    ["An announced test or a renewal of its second factor: write down who and why, and try the sign-in afterwards.", "Nobody: undo the change, replace password and second factor, end its sessions, and find out how the account that did it was taken over."]),
                new Remedy("See that it still works", ["It is still excluded from every policy, still Global Administrator, still enabled, and its second factor is where it should be."]),
            ],
            [Standards.AccountManipulation, Standards.CloudAccounts, Standards.Monitoring],
            first.At,
            row.Seen[^1].At,
            row.Seen.Count,
            FindingState.Open);
    }

    private static AdditionSeen SeenIn(DirectoryChanged change) => new(change.At, change.Key, change.Id, change.Actor.Kind, change.Actor.Id) { ActorName = change.Actor.DisplayName };
}
