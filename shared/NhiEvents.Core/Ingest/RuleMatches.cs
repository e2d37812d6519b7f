using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>What loaded rules say of rows, as Detection hears it: whom or what it is about, and nothing of people but object ids.</summary>
/// <remarks>Sign-ins of people are not among it: Ingest does not keep them, whatever a rule says.</remarks>
public sealed class RuleMatches(EvidenceRules rules, IdentitySnapshot? snapshot)
{
    private static readonly HashSet<string> Applications = new(StringComparer.OrdinalIgnoreCase) { "Application", "ServicePrincipal" };

    private readonly WhoIs _who = new(rules, snapshot);

    /// <param name="signIn">With its evidence, as Ingest keeps it.</param>
    public static IEnumerable<RuleMatched> Of(SignIn signIn, IReadOnlyList<RuleHit> hits) => Classification.For(signIn.Evidence).IsNonHuman
        ? hits.Select(hit => new RuleMatched(signIn.TenantId, hit.EventKey, hit.RuleId, hit.At ?? signIn.At, hit.Log, signIn.IdentityId, signIn.Evidence) { Fields = hit.Fields })
        : [];

    /// <param name="arrived">Stands for the time of a row that names none.</param>
    public IEnumerable<RuleMatched> Of(ReadResult.Other row, IReadOnlyList<RuleHit> hits, DateTimeOffset arrived)
    {
        if (row is ReadResult.Write)
        {
            return Of(hits, row.TenantId, arrived); // to a rule it is a row of the Activity Log like any other
        }

        var subject = row switch
        {
            ReadResult.Change { Event: var change } => SubjectOf(change),
            ReadResult.Risk { Event: var risk } => new Subject(risk.IdentityId, [.. risk.Evidence.Union(_who.Evidence(risk.TenantId, risk.IdentityId, risk.UserPrincipalName))], null, null),
            ReadResult.Denial { Event: var denied } => new Subject(denied.IdentityId, _who.Evidence(denied.TenantId, denied.IdentityId, denied.UserPrincipalName, denied.AppId), null, null),
            _ => null,
        };
        return subject is null ? [] : hits.Select(hit => new RuleMatched(row.TenantId, hit.EventKey, hit.RuleId, hit.At ?? row.At ?? arrived, hit.Log, subject.Id, subject.Evidence)
        {
            SubjectName = subject.Name,
            ActorId = subject.Actor == subject.Id ? null : subject.Actor,
            Fields = hit.Fields,
        });
    }

    /// <summary>Of a row that nothing but rules reads: only what names no person can be its subject.</summary>
    /// <param name="tenantId">Where the row names none.</param>
    public static IEnumerable<RuleMatched> Of(IReadOnlyList<RuleHit> hits, string tenantId, DateTimeOffset arrived) => hits.Select(hit =>
    {
        var actor = Guid.TryParse(hit.Who, out var id) ? id.ToString() : null;
        return new RuleMatched(hit.Tenant?.ToLowerInvariant() ?? tenantId, hit.EventKey, hit.RuleId, hit.At ?? arrived, hit.Log, hit.What?.ToLowerInvariant() ?? actor ?? hit.Log, [])
        {
            SubjectName = hit.What,
            ActorId = actor,
            Fields = hit.Fields,
        };
    });

    private Subject SubjectOf(DirectoryChanged change)
    {
        if (change.Targets.FirstOrDefault(target => target.Id is not null) is not { } target)
        {
            return new Subject(change.Actor.Id ?? "directory", [], change.Actor.Id is null ? "The directory" : null, change.Actor.Id);
        }

        IReadOnlyList<string> evidence = Applications.Contains(target.Type) ? [EvidenceKinds.ServicePrincipal] : _who.Evidence(change.TenantId, target.Id, target.UserPrincipalName);
        var isPerson = target.Type.Equals("User", StringComparison.OrdinalIgnoreCase) && !Classification.For(evidence).IsNonHuman;
        return new Subject(target.Id!, evidence, isPerson ? null : target.DisplayName ?? target.UserPrincipalName, change.Actor.Id);
    }

    private sealed record Subject(string Id, IReadOnlyList<string> Evidence, string? Name, string? Actor);
}
