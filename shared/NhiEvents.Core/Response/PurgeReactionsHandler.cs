using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Response.Causes;
using NhiEvents.Core.Response.Records;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Response;

/// <summary>
/// Forgets findings that are withdrawn, the reactions on findings that are over, exceptions that have ended and incidents of which nothing is open,
/// <see cref="RetentionOptions.KeepEnded"/> after their end. Called by a timer every hour; repeatable.
/// </summary>
/// <remarks>What is open stays, also a containment that nobody has undone, and so does the ledger.</remarks>
public sealed class PurgeReactionsHandler(ReactionRepository reactions, CauseRepository causes, HourlyShare share, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>How many records ended.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.KeepEnded;
        return await share.EndAsync(ReactionRepository.Kind, "", row => IsOver(row, before), (tenant, row, ct) => EndAsync(tenant, row, before, ct), ct)
            + await share.EndAsync(CauseRepository.Kind, "", row => CauseRow.Is(row.RowKey), (tenant, row, ct) => EndCauseAsync(tenant, row, before, ct), ct);
    }

    private static bool IsOver(StateRow row, DateTimeOffset before) =>
        FindingCopyRow.Is(row.RowKey) ? row.As(ResponseJson.Default.FindingCopyRow).Value.Changed.Finding is { State: FindingState.Withdrawn } finding && finding.LastSeen < before - RetentionOptions.ShowWithdrawn
        : Reaction.Is(row.RowKey) ? IsOver(row.As(ResponseJson.Default.Reaction).Value, before)
        : IdentityRow.Is(row.RowKey) && row.As(ResponseJson.Default.IdentityRow).Value.Exceptions.Values.Any(exception => exception.EndedAt < before);

    /// <summary>What it has changed in the tenant stands until somebody undoes it, and is shown as long.</summary>
    private static bool IsOver(Reaction reaction, DateTimeOffset before) => reaction.At < before && reaction.DueAt is null && reaction switch
    {
        { State: ReactionState.Waiting or ReactionState.Acting or ReactionState.Undoing } => false,
        { State: ReactionState.Done } => !reaction.Changed,
        _ => true,
    };

    private static bool IsOver(CauseRow cause, DateTimeOffset before) => cause is { DueAt: null, Open: 0 } && cause.LastJoined < before;

    private async ValueTask<Ending?> EndAsync(string tenantId, StateRow row, DateTimeOffset before, CancellationToken ct)
    {
        if (FindingCopyRow.Is(row.RowKey))
        {
            return await EndFindingAsync(tenantId, row.As(ResponseJson.Default.FindingCopyRow).Value.Changed.Finding, row, before, ct);
        }

        if (Reaction.Is(row.RowKey))
        {
            var reaction = row.As(ResponseJson.Default.Reaction).Value;
            return await KnownAsync(tenantId, reaction.Identity.Id, reaction.FindingId, ct) is not null ? null : Ending.Of(tenantId, ReactionRepository.Kind, KeyText.Clean(reaction.Identity.Id), row);
        }

        return await ForgetAsync(tenantId, IdentityRow.IdentityOf(row.RowKey), known => known with { Exceptions = Without(known.Exceptions, (_, one) => one.EndedAt < before) }, [], ct);
    }

    /// <summary>With all its reactions or not at all: the same finding, come again, makes the same ones.</summary>
    private async ValueTask<Ending?> EndFindingAsync(string tenantId, Finding finding, StateRow copy, DateTimeOffset before, CancellationToken ct)
    {
        var made = await reactions.RowsOfFindingAsync(tenantId, finding, ct);
        return made.Any(row => !IsOver(row.As(ResponseJson.Default.Reaction).Value, before)) || await KnownAsync(tenantId, finding.Identity.Id, finding.Id, ct) is { Open: true } or { Mute: not null }
            ? null
            : await ForgetAsync(tenantId, finding.Identity.Id, known => known with { Findings = Without(known.Findings, (id, _) => id == finding.Id) }, [copy, .. made], ct);
    }

    private async Task<KnownFinding?> KnownAsync(string tenantId, string identityId, string findingId, CancellationToken ct) =>
        (await reactions.FindIdentityAsync(tenantId, identityId, ct))?.Value.Findings.GetValueOrDefault(findingId);

    private async ValueTask<Ending?> ForgetAsync(string tenantId, string identityId, Func<IdentityRow, IdentityRow> forget, IReadOnlyList<StateRow> alsoRemoved, CancellationToken ct)
    {
        var ending = Ending.Of(tenantId, ReactionRepository.Kind, KeyText.Clean(identityId), alsoRemoved);
        if (await reactions.FindIdentityAsync(tenantId, identityId, ct) is { } found)
        {
            ending.Changes.SaveChanged(IdentityRow.Key(identityId), forget(found.Value), found, ResponseJson.Default.IdentityRow);
        }

        return ending.Changes.IsEmpty ? null : ending;
    }

    /// <summary>Members and owners first: without the incident nothing would find them. Those of an earlier one go as soon as there is a new one.</summary>
    private async ValueTask<Ending?> EndCauseAsync(string tenantId, StateRow row, DateTimeOffset before, CancellationToken ct)
    {
        var cause = row.As(ResponseJson.Default.CauseRow).Value;
        var isOver = IsOver(cause, before);
        if (isOver || cause.Generation > 1)
        {
            await causes.RemoveAsync(tenantId, cause, isOver, ct);
        }

        return isOver ? Ending.Of(tenantId, CauseRepository.Kind, KeyText.Clean(cause.Cause), row) : null;
    }

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> all, Func<string, T, bool> gone) => all.Where(one => !gone(one.Key, one.Value)).ToDictionary(StringComparer.Ordinal);
}
