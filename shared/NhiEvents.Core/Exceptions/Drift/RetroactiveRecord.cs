using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Ledger;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Gives an exclusion that was made by hand a record with an end, where the settings say so and we have a way to end it.</summary>
public sealed class RetroactiveRecord(ExemptionRepository exemptions, ExemptionWrite write, PolicyLists lists, IOptions<ExemptionOptions> options, TimeProvider time)
{
    internal const string Nobody = "unknown";

    internal async Task MakeAsync(string tenantId, WayOut way, NamedIdentity identity, ChangeNote? note, CancellationToken ct)
    {
        var settings = options.Value;
        if (settings.ShadowReaction is ShadowReaction.Report || identity.Shown is not { } shown || ManagedWay.MechanismOf(way, settings) is not { } mechanism)
        {
            return;
        }

        var address = new ExemptionAddress(tenantId, shown.Id);
        if (await exemptions.FindPlaceAsync(address, way.PolicyId, ct) is not null)
        {
            return; // A request for it is open already.
        }

        var now = time.GetUtcNow();
        var end = settings.ShadowReaction is ShadowReaction.Remove ? now : now + settings.RetroactiveFor;
        var made = note?.At ?? now;
        var id = MessageIds.From("exemption", "afterwards", tenantId, shown.Id, way.PolicyId, made.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (await exemptions.FindAsync(address, id, ct) is not null)
        {
            return;
        }

        var author = note is { Actor: ActorKind.User, ActorId: { } actor } ? settings.PersonOf(actor) : Nobody;
        var record = Of(id, tenantId, way, identity, mechanism, new Responsible(Nobody, author, null), "Made by hand, and put on record afterwards.", made < end ? made : end, end);
        await PutAsync(address, record, "exception-recorded-afterwards", null, $"An exclusion that nobody had approved is on record now and ends at {end:u}.", ct);
    }

    /// <summary>A record of an exclusion that is there already.</summary>
    internal Exemption Of(
        string id, string tenantId, WayOut way, NamedIdentity identity, ExclusionMechanism mechanism, Responsible people, string reason, DateTimeOffset start, DateTimeOffset? end) => new(
        id, tenantId, new ExemptIdentity(identity.Shown!.Id, identity.Kind, identity.Shown.DisplayName, false), ExemptionKind.Standard, mechanism, [way.PolicyId],
        new AgreedScope([], []), people, reason, start, end, ExemptionState.Active)
    {
        ActivatedAt = start,
        History = [new HistoryLine(time.GetUtcNow(), "put on record afterwards", null)],
    };

    /// <summary>Puts it on record; an entry in a policy's own list is ours to take away from now on.</summary>
    internal async Task PutAsync(ExemptionAddress address, Exemption record, string action, string? personId, string text, CancellationToken ct)
    {
        if (record.Mechanism is ExclusionMechanism.PolicyList)
        {
            await lists.AdoptAsync(record.TenantId, record.Policies[0], record.Identity.Id, ct);
        }

        await write.SaveAsync(address, null, record, action, LedgerPhase.Decision, personId, options.Value.ToRules().NoticeDays, ct, text, needsPerson: true);
    }
}
