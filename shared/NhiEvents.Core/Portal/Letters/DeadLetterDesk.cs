using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Letters;

/// <summary>Shows messages that were given up, and sends them again when a person says so. Bodies are not shown: they may hold what log rows said of people.</summary>
public sealed class DeadLetterDesk(IDeadLetters letters, IStateStore store, Outbox outbox, Pseudonyms pseudonyms, TimeProvider time)
{
    private const string Kind = "letters";

    private const int MaxPerEntity = 50;

    /// <summary>Every queue and subscription that has some, with the oldest of them.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken ct)
    {
        var all = await Task.WhenAll(BusPaths.All.Select(path => letters.PeekAsync(path, MaxPerEntity + 1, 0, ct)));
        var items = all.SelectMany(found => found.Take(MaxPerEntity)).Select(letter => new LetterView(letter.EntityPath, letter.Sequence, letter.MessageId, letter.Kind, letter.Reason, letter.EnqueuedAt, letter.DeliveryCount)
        {
            Description = letter.Description,
            DeadLetteredAt = letter.DeadLetteredAt,
        });
        return PortalJson.Bytes(new LetterPage(time.GetUtcNow(), [.. items.OrderByDescending(letter => letter.EnqueuedAt)], all.Any(found => found.Count > MaxPerEntity)), PortalJson.Default.LetterPage);
    }

    /// <summary>Sends one again. It is in the ledger before it is done: what a crash leaves is a word too many, never one too few.</summary>
    /// <returns>False: it is not there, or not any more.</returns>
    public async Task<bool> ReplayAsync(string? entity, long? sequence, PortalPerson person, CancellationToken ct)
    {
        var path = BusPaths.All.FirstOrDefault(known => known == entity) ?? throw new BadRequestException("entity", "is no queue or subscription that the list shows.");
        var number = sequence ?? throw new BadRequestException("sequence", "is missing: the number that the list shows.");
        if (await letters.PeekAsync(path, 1, number, ct) is not [var letter, ..] || letter.Sequence != number)
        {
            return false;
        }

        if (await store.ReadTenantsAsync(IdentityList.Kind, ct) is [var tenant, ..])
        {
            var changes = new StateChanges(tenant, Kind, path);
            changes.Record(new LedgerFact(pseudonyms.Of(tenant, person.Id), "dead-letter-replayed", LedgerPhase.Decision, letter.MessageId, [new("entity", path), new("kind", letter.Kind), new("reason", letter.Reason)]));
            await outbox.CommitAsync(changes, ct);
        }

        return await letters.ResubmitAsync(path, [number], ct) == 1;
    }
}

/// <summary>A message that was given up.</summary>
/// <param name="Entity">Its queue, or topic and subscription.</param>
internal sealed record LetterView(string Entity, long Sequence, string MessageId, string Kind, string Reason, DateTimeOffset EnqueuedAt, int DeliveryCount)
{
    public string? Description { get; init; }

    /// <summary>Absent where the platform does not keep it.</summary>
    public DateTimeOffset? DeadLetteredAt { get; init; }
}

/// <param name="More">A queue or subscription has more than is shown.</param>
internal sealed record LetterPage(DateTimeOffset At, IReadOnlyList<LetterView> Items, bool More);
