using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Drift.Import;

/// <summary>Adopts the exclusions that a tenant has from before: plans first, writes nothing into Entra, and gives each one a record when another person has the plan applied.</summary>
/// <remarks>Repeatable: a plan is kept as it was shown, and an exclusion gets one record.</remarks>
public sealed class ImportHandler(
    WayOutReader ways, PolicyReads reads, IdentityNames names, ProtectedIdentities protections, FactsReader facts, ImportRows imports, RetroactiveRecord records, ExemptionRepository exemptions, ExemptionWrite write,
    IOptions<ExemptionOptions> options, TimeProvider time, ILogger<ImportHandler> log)
{
    /// <summary>An older plan may show what is no longer so.</summary>
    private static readonly TimeSpan PlanHolds = TimeSpan.FromDays(7);

    /// <summary>Nothing that is adopted ends sooner, so that its owner hears of it.</summary>
    private static readonly TimeSpan SoonestEnd = TimeSpan.FromDays(1);

    private const string Reason = "Was excluded before; adopted by the import.";

    private readonly ExemptionRules _rules = options.Value.ToRules();

    public Task<Outcome> HandleAsync(ImportExclusions import, CancellationToken ct) => DirectoryTrouble.OrLaterAsync(async () =>
    {
        try
        {
            await (import.Apply ? ApplyAsync(import, ct) : PlanAsync(import, ct));
        }
        catch (EntraException refused) when (refused.Fault is EntraFault.Forbidden)
        {
            await imports.AnnounceAsync(import, null, $"The tenant could not be read: {refused.Message}", ct);
        }

        return Outcome.Done;
    });

    private async Task PlanAsync(ImportExclusions import, CancellationToken ct)
    {
        if (await imports.ReadAsync(import.TenantId, import.ImportId, ct) is [var known, ..] rows && rows.Count == known.Plan.Parts)
        {
            return;
        }

        var found = await ReadAsync(import.TenantId, ct);
        var byHand = found.Ways.Where(way => way.Why is not null).Select(way => Line(way, found, ImportStep.ByHand) with { Text = way.Why });
        var managed = found.Ways.Where(way => way.Why is null).ToDictionary(way => (way.Identity.Shown!.Id, way.Way.PolicyId));
        var planned = ImportPlan.For([.. managed.Values.Select(way => new ExistingExclusion(way.Identity.Shown!.Id, way.Way.PolicyId, way.Structural, way.Risk))], _rules.Calendar, import.At)
            .Select(line => Line(managed[(line.IdentityId, line.PolicyId)], found, line.End is null ? ImportStep.Standing : ImportStep.Ends) with { End = line.End });
        await imports.KeepAsync(import, [.. planned, .. byHand], found.People, ct);
        log.ImportPlanned(import.ImportId, managed.Count, found.Ways.Count - managed.Count);
    }

    private async Task ApplyAsync(ImportExclusions import, CancellationToken ct)
    {
        var parts = await imports.ReadAsync(import.TenantId, import.ImportId, ct);
        if (await FaultAsync(import, parts, ct) is { } fault)
        {
            await imports.AnnounceAsync(import, null, fault, ct);
            return;
        }

        var there = (await ReadAsync(import.TenantId, ct)).Ways.Where(way => way.Why is null).ToDictionary(way => (way.Identity.Shown!.Id, way.Way.PolicyId));
        var made = 0;
        foreach (var line in parts.SelectMany(part => part.Plan.Lines).Where(line => line.Step is not ImportStep.ByHand))
        {
            // What has gone since, or has a record by now, is left alone.
            made += there.TryGetValue((line.IdentityId, line.PolicyId), out var way) && await MakeAsync(import, line, way, ct) ? 1 : 0;
        }

        await imports.AnnounceAsync(import, made, null, ct);
        log.ImportApplied(import.ImportId, made);
    }

    /// <summary>Two persons: who applies a plan is an approver and not who asked for it.</summary>
    private async Task<string?> FaultAsync(ImportExclusions import, IReadOnlyList<ImportRow> parts, CancellationToken ct)
    {
        if (parts.Count == 0 || parts.Count < parts[0].Plan.Parts)
        {
            return "There is no such plan. Ask for one first: nhi exceptions import.";
        }

        if (time.GetUtcNow() - parts[0].Plan.At > PlanHolds)
        {
            return $"The plan of {parts[0].Plan.At:u} is older than {PlanHolds.TotalDays:0} days. Ask for a new one.";
        }

        var person = await facts.ReadPersonAsync(import.TenantId, import.PersonId, ct);
        return person is not { IsPerson: true, ApproverSince: { } since } || time.GetUtcNow() - since <= _rules.ApproverMemberFor ? "Only an approver, for more than a day, can have a plan applied."
            : person.PersonId == options.Value.PersonOf(parts[0].PersonId) ? "Who asked for the plan cannot have it applied: another person has to look at it."
            : null;
    }

    private async Task<bool> MakeAsync(ImportExclusions import, PlannedExclusion line, FoundWay way, CancellationToken ct)
    {
        var address = new ExemptionAddress(import.TenantId, line.IdentityId);
        var id = MessageIds.From("exemption", "import", import.TenantId, line.IdentityId, line.PolicyId, import.ImportId);
        if (await exemptions.FindAsync(address, id, ct) is not null || await exemptions.FindPlaceAsync(address, line.PolicyId, ct) is not null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var people = new Responsible(RetroactiveRecord.Nobody, options.Value.PersonOf(import.PersonId), null);
        if (line.Step is ImportStep.Standing)
        {
            var standing = records.Of(id, import.TenantId, way.Way, way.Identity, ExclusionMechanism.RecordOnly, people, Reason, now, null) with
            {
                Kind = ExemptionKind.Standing,
                State = ExemptionState.Requested,
                ReviewBy = now + _rules.ReviewEvery,
                ActivatedAt = null,
            };
            await write.SaveAsync(address, null, standing, "exception-requested", LedgerPhase.Decision, import.PersonId, _rules.NoticeDays, ct, "It was excluded before the import. Two persons have to approve it.", needsPerson: true);
            return true;
        }

        var end = line.End is { } planned && planned > now + SoonestEnd ? planned : now + SoonestEnd;
        await records.PutAsync(address, records.Of(id, import.TenantId, way.Way, way.Identity, way.Mechanism!.Value, people, Reason, now, end), "exception-imported", import.PersonId, $"It was excluded before; it is on record now and ends at {end:u}.", ct);
        return true;
    }

    /// <summary>Every exclusion of a non-human identity that no record answers for.</summary>
    private async Task<Found> ReadAsync(string tenantId, CancellationToken ct)
    {
        var policies = (await reads.PoliciesAsync(ct)).ToDictionary(policy => policy.Id, StringComparer.OrdinalIgnoreCase);
        var (found, people) = (new List<FoundWay>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var way in (await ways.ReadAsync(tenantId, ct)).Where(way => policies.GetValueOrDefault(way.PolicyId) is { Enforced: true }))
        {
            foreach (var id in way.Identities.Order(StringComparer.Ordinal))
            {
                if (await exemptions.FindPlaceAsync(new ExemptionAddress(tenantId, id), way.PolicyId, ct) is not null)
                {
                    continue;
                }

                if (await names.FindAsync(tenantId, id, ct) is { Shown: not null } identity)
                {
                    found.Add(await JudgeAsync(tenantId, way, identity, ct));
                }
                else
                {
                    people.Add(id);
                }
            }
        }

        // An identity may be let out twice; one record answers for the way that we can end.
        return new Found([.. found.GroupBy(way => (way.Identity.Shown!.Id, way.Way.PolicyId)).Select(same => same.OrderBy(way => way.Why is null ? 0 : 1).First())], policies, people.Count);
    }

    private async Task<FoundWay> JudgeAsync(string tenantId, WayOut way, NamedIdentity identity, CancellationToken ct)
    {
        var id = identity.Shown!.Id;
        var structural = options.Value.StructuralIds.Contains(id, StringComparer.OrdinalIgnoreCase);
        var mechanism = ManagedWay.MechanismOf(way, options.Value);
        var why = structural ? null
            : await protections.WhyAsync(id, identity.Kind, ct) is { } reason ? $"It is protected ({reason}); it is never written to. Name it in Exceptions:StructuralIds if it has to stay excluded."
            : mechanism is null ? $"It is let out by {DriftFindings.Words(way)}, which is not how exceptions from this policy are made. Ask for an exception, and take this way away."
            : null;
        var watch = (await exemptions.FindWatchAsync(new ExemptionAddress(tenantId, id), ct))?.Value ?? WatchRow.Empty;

        // What an attacker has use for, or nobody: those go first.
        var risk = (watch.OpenFindings.Count * 2) + (watch.KnownSince is null ? 1 : 0) + (options.Value.PrivilegedIds.Contains(id, StringComparer.OrdinalIgnoreCase) ? 4 : 0) + (identity.Kind is SubjectKind.Guest ? 1 : 0);
        return new FoundWay(way, identity, structural, mechanism, risk, why);
    }

    private static PlannedExclusion Line(FoundWay way, Found found, ImportStep step) =>
        new(way.Identity.Shown!.Id, way.Identity.Shown.DisplayName, way.Way.PolicyId, found.Policies[way.Way.PolicyId].Name, step);

    /// <param name="Why">A person has to act, for this reason.</param>
    private sealed record FoundWay(WayOut Way, NamedIdentity Identity, bool Structural, ExclusionMechanism? Mechanism, int Risk, string? Why);

    private sealed record Found(IReadOnlyList<FoundWay> Ways, IReadOnlyDictionary<string, PolicyText> Policies, int People);
}
