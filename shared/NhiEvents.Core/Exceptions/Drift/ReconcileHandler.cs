using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Lifecycle;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>Matches every way out of the tenant's policies to a record, a standing record or the baseline. What is left is raised, and dealt with as the settings say.</summary>
/// <remarks>Repeatable. Nothing is decided on a partial reading.</remarks>
public sealed class ReconcileHandler(
    PolicyReads reads, WayOutReader ways, DriftRepository drift, ChangeNotes notes, IdentityNames names, GuardWatch guards, RetroactiveRecord retroactive, ExemptionRepository exemptions,
    ExemptionWrite write, ApproverList approvers, TermsBook terms, IOptions<ExemptionOptions> options, TimeProvider time, ILogger<ReconcileHandler> log)
{
    /// <summary>Readings are kept for a minute, and Entra's own reads can lag behind its writes.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(3);

    private readonly IReadOnlyList<int> _noticeDays = options.Value.ToRules().NoticeDays;

    public async Task<Outcome> HandleAsync(ReconcileExclusions message, CancellationToken ct)
    {
        try
        {
            return await DirectoryTrouble.OrLaterAsync(() => Race.RunAsync(() => ReconcileAsync(message.TenantId, ct)));
        }
        catch (EntraException refused) when (refused.Fault is EntraFault.Forbidden)
        {
            log.NotReconciled(refused, refused.Fault);
            return Outcome.Done;
        }
    }

    private async Task<Outcome> ReconcileAsync(string tenantId, CancellationToken ct)
    {
        var policies = (await reads.PoliciesAsync(ct)).ToDictionary(policy => policy.Id, StringComparer.OrdinalIgnoreCase);
        var found = await ways.ReadAsync(tenantId, ct);
        await terms.AnnounceAsync(tenantId, [.. policies.Values], await reads.LocationsAsync(ct), ct);
        await approvers.RefreshAsync(tenantId, ct);
        var records = new List<Exemption>();
        await foreach (var record in exemptions.ReadAllAsync(tenantId, ct))
        {
            records.Add(record);
        }

        var reading = new Reading(tenantId, policies, await drift.ReadFindingsAsync(tenantId, ct), time.GetUtcNow());
        List<Finding> findings = [.. await guards.CheckAsync(records, reading.FirstSeen, ct)];
        var settingsAreKnown = (await reads.SettingsAsync(ct)).ExcludedActions is not null;
        if (!settingsAreKnown)
        {
            log.SettingsUnknown(tenantId);
            findings.AddRange(reading.OfTenant()); // what was found stays, because nothing says that it is over
        }

        foreach (var decision in ReconcileDecision.For(found, records, await drift.BaselineAsync(tenantId, found, settingsAreKnown, ct)))
        {
            if (await ActAsync(reading, decision, ct) is { } finding)
            {
                findings.Add(finding);
            }
        }

        await drift.KeepContainersAsync(tenantId, found.SelectMany(way => way.Containers).Concat(policies.Values.SelectMany(PolicyWays.ContainersOf)).Concat(NeverIncludedReader.GroupsOf(policies.Values)), ct);
        await drift.AnnounceAsync(tenantId, [.. findings.DistinctBy(finding => finding.Id)], reading.Before, reading.Now, ct);
        log.Reconciled(tenantId, found.Count, policies.Values.Count(policy => policy.Enforced), findings.Count(finding => finding.FindingType == "NHI401"));
        return Outcome.Done;
    }

    private Task<Finding?> ActAsync(Reading reading, ReconcileDecision decision, CancellationToken ct) => decision switch
    {
        ReconcileDecision.Outlived { Exemption: var touched } when IsFresh(touched, reading.Now) => Task.FromResult<Finding?>(null),
        ReconcileDecision.Lost { Exemption: var touched } when IsFresh(touched, reading.Now) => Task.FromResult<Finding?>(null),
        ReconcileDecision.Shadow shadow when !Concerns(reading, shadow.Way, shadow.Identity) => Task.FromResult<Finding?>(null),
        ReconcileDecision.Shadow { Identity: { } identity, Way: var way } => ShadowAsync(reading, way, identity, ct),
        ReconcileDecision.Shadow { Way: var way } => NamelessAsync(reading, way, ct),
        ReconcileDecision.Outlived outlived when !Concerns(reading, outlived.Way, outlived.Exemption.Identity.Id) => Task.FromResult<Finding?>(null),
        ReconcileDecision.Outlived outlived => OutlivedAsync(reading, outlived, ct),
        ReconcileDecision.Lost lost => LostAsync(reading, lost, ct),
        _ => throw new UnreachableException(),
    };

    /// <summary>Something was written for it so lately that the reading may be from before. The next reading sees it.</summary>
    private static bool IsFresh(Exemption exemption, DateTimeOffset now) => exemption.History.Count > 0 && now - exemption.History[^1].At < Settled;

    /// <summary>Only enforcing policies keep anybody out; protected identities are to be excluded; the open networks of a guard are the agreed ones.</summary>
    private bool Concerns(Reading reading, WayOut way, string? identity) =>
        (identity is null || !options.Value.ProtectedIds.Contains(identity, StringComparer.OrdinalIgnoreCase))
        && (way.IsWholeTenant || (reading.Policies.GetValueOrDefault(way.PolicyId) is { Enforced: true } policy && !IsGuardsNetwork(way, policy)));

    private bool IsGuardsNetwork(WayOut way, PolicyText policy) =>
        way.Kind is WayOutKind.Location && policy.Blocks && policy.Strings("conditions", "users", "includeGroups").Any(group => options.Value.Policies.Any(managed => string.Equals(managed.GroupId, group, StringComparison.OrdinalIgnoreCase)));

    private async Task<Finding?> ShadowAsync(Reading reading, WayOut way, string identity, CancellationToken ct)
    {
        if (await names.FindAsync(reading.TenantId, identity, ct) is not { Shown: { } shown } named)
        {
            return null;
        }

        var note = await AuthorAsync(reading.TenantId, way, identity, added: way.Kind is not WayOutKind.NeverIncluded, ct);
        await retroactive.MakeAsync(reading.TenantId, way, named, note, ct);
        return Raised(reading, DriftFindings.Shadow(reading.TenantId, way, shown, reading.NameOf(way.PolicyId), note, reading.Now, reading.Now), note);
    }

    private async Task<Finding?> NamelessAsync(Reading reading, WayOut way, CancellationToken ct)
    {
        var note = await AuthorAsync(reading.TenantId, way, way.SubjectId, added: true, ct);
        var policy = way.IsWholeTenant
            ? new IdentityRef(reading.TenantId, IdentityKind.ServicePrincipal, "Settings of the tenant")
            : new IdentityRef(way.PolicyId, IdentityKind.ServicePrincipal, $"Policy {reading.NameOf(way.PolicyId)}");
        return Raised(reading, DriftFindings.Shadow(reading.TenantId, way, policy, reading.NameOf(way.PolicyId), note, reading.Now, reading.Now), note);
    }

    /// <summary>An end that is not proven yet opens again and is enforced; one that was proven is somebody's new work.</summary>
    private async Task<Finding?> OutlivedAsync(Reading reading, ReconcileDecision.Outlived outlived, CancellationToken ct)
    {
        if (outlived.Exemption.State is ExemptionState.EndedUnproven)
        {
            await Race.RunAsync(() => ReopenAsync(outlived.Exemption, ct));
            return null;
        }

        var note = await AuthorAsync(reading.TenantId, outlived.Way, outlived.Exemption.Identity.Id, added: true, ct);
        return Raised(reading, DriftFindings.Outlived(outlived.Exemption, outlived.Way, Shown(outlived.Exemption), reading.NameOf(outlived.Way.PolicyId), note, reading.Now, reading.Now), note);
    }

    private async Task<bool> ReopenAsync(Exemption over, CancellationToken ct)
    {
        var address = new ExemptionAddress(over.TenantId, over.Identity.Id);
        if (await exemptions.FindAsync(address, over.Id, ct) is not { Value.Exemption: { State: ExemptionState.EndedUnproven } ended } found)
        {
            return false;
        }

        var open = ExemptionLife.Reopen(ended, time.GetUtcNow()) with { Outlived = true };
        await write.SaveAsync(address, found, open, "exclusion-remove", LedgerPhase.Intent, null, _noticeDays, ct, "It is excluded again after its removal was read back.", needsPerson: true);
        return true;
    }

    private async Task<Finding?> LostAsync(Reading reading, ReconcileDecision.Lost lost, CancellationToken ct)
    {
        var containers = options.Value.FindPolicy(lost.PolicyId) is { GroupId: { } group } ? [group, lost.PolicyId] : new[] { lost.PolicyId };
        var way = new WayOut(lost.PolicyId, WayOutKind.Group, lost.PolicyId, [], null, null) { Containers = containers };
        var note = await AuthorAsync(reading.TenantId, way, lost.Exemption.Identity.Id, added: false, ct);
        return Raised(reading, DriftFindings.Lost(lost.Exemption, lost.PolicyId, reading.NameOf(lost.PolicyId), Shown(lost.Exemption), note, reading.Now, reading.Now), note);
    }

    /// <summary>The latest of who may have made this way: by adding the identity, a nested group, or the exclusion itself.</summary>
    private async Task<ChangeNote?> AuthorAsync(string tenantId, WayOut way, string identity, bool added, CancellationToken ct)
    {
        ChangeNote? latest = null;
        var direct = from container in way.Containers from entry in way.Containers.Append(identity).Append(way.SubjectId).Distinct() where entry != container select (container, entry);
        var exclusion = (container: way.PolicyId, entry: way.SubjectId);
        var attribute = way.Containers.Where(container => container.Contains('.', StringComparison.Ordinal)).Select(key => (container: identity, entry: key));
        var whole = way.IsWholeTenant ? way.Containers.Select(container => (container, entry: NotedChange.Whole)) : [];
        foreach (var (container, entry) in direct.Append(exclusion).Concat(attribute).Concat(whole).Distinct())
        {
            var note = await notes.FindAsync(tenantId, container, entry, ct);
            latest = note is not null && note.Added == added && !(latest?.At >= note.At) ? note : latest;
        }

        return latest;
    }

    private static IdentityRef Shown(Exemption exemption) => new(exemption.Identity.Id, ExemptionFindings.KindOf(exemption.Identity.Kind), exemption.Identity.DisplayName);

    /// <summary>A finding that is known keeps its first time, unless its author has become known.</summary>
    private static Finding Raised(Reading reading, Finding finding, ChangeNote? note) => finding with { FirstSeen = note is not null && note.At < reading.Now ? note.At : reading.FirstSeen(finding.Id) ?? reading.Now };

    /// <summary>One reading of everything.</summary>
    private sealed record Reading(string TenantId, IReadOnlyDictionary<string, PolicyText> Policies, IReadOnlyDictionary<string, Versioned<DriftRow>> Before, DateTimeOffset Now)
    {
        public string NameOf(string policyId) => Policies.GetValueOrDefault(policyId)?.Name ?? policyId;

        /// <summary>Open findings on settings of the whole tenant.</summary>
        public IEnumerable<Finding> OfTenant() => Before.Values.Select(row => row.Value.Finding).Where(finding => finding.State is FindingState.Open && finding.FindingType == "NHI401" && finding.Identity.Id == TenantId);

        public DateTimeOffset? FirstSeen(string findingId) => Before.GetValueOrDefault(findingId)?.Value.Finding.FirstSeen;
    }
}
