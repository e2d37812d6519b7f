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
    private const string Nobody = "unknown";

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

        if (mechanism is ExclusionMechanism.PolicyList)
        {
            await lists.AdoptAsync(tenantId, way.PolicyId, shown.Id, ct);
        }

        var author = note is { Actor: ActorKind.User, ActorId: { } actor } ? settings.PersonOf(actor) : Nobody;
        var record = new Exemption(
            id, tenantId, new ExemptIdentity(shown.Id, identity.Kind, shown.DisplayName, false), ExemptionKind.Standard, mechanism, [way.PolicyId],
            new AgreedScope([], []), new Responsible(Nobody, author, null), "Made by hand, and put on record afterwards.", made < end ? made : end, end, ExemptionState.Active)
        {
            ActivatedAt = made,
            History = [new HistoryLine(now, "put on record afterwards", null)],
        };
        await write.SaveAsync(
            address, null, record, "exception-recorded-afterwards", LedgerPhase.Decision, null, settings.ToRules().NoticeDays, ct,
            $"An exclusion that nobody had approved is on record now and ends at {end:u}.", needsPerson: true);
    }
}
