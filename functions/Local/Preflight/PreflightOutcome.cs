using System.Text.Json;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Preflight;

/// <summary>What a policy did, beside what was predicted.</summary>
/// <param name="Identities">Those predicted, and those that broke without having been.</param>
public sealed record PreflightOutcome(int SchemaVersion, PreflightPolicy Policy, DateTimeOffset? From, DateTimeOffset? To, int Predicted, int Broke, int BrokeAsPredicted, int Missed, IReadOnlyList<OutcomeIdentity> Identities)
{
    private static readonly PreflightJson Indented = new(new JsonSerializerOptions(PreflightJson.Default.Options) { WriteIndented = true, NewLine = "\n" });

    /// <param name="identities">Every non-human identity of the logs since.</param>
    /// <param name="ways">What the policy really did, by tenant and id.</param>
    internal static PreflightOutcome Of(
        PreflightDocument before, (DateTimeOffset First, DateTimeOffset Last)? period, IReadOnlyList<IdentitySummary> identities, IReadOnlyDictionary<(string Tenant, string Id), IdentityWays> ways)
    {
        var predicted = before.Identities.Where(one => one.Verdict is PreflightVerdict.Breaks).ToDictionary(one => one.Identity.Id, StringComparer.Ordinal);
        var actual = identities.Select(one => (one.Identity, Ways: ways.GetValueOrDefault((one.TenantId, one.Identity.Id)))).Where(one => one.Ways is not null).ToDictionary(one => one.Identity.Id, one => (one.Identity, one.Ways), StringComparer.Ordinal);
        List<OutcomeIdentity> all =
        [
            .. from id in predicted.Keys.Union(actual.Where(one => one.Value.Ways!.Failed > 0).Select(one => one.Key))
               let seen = actual.GetValueOrDefault(id)
               let identity = seen.Identity ?? predicted[id].Identity
               select new OutcomeIdentity(identity, predicted.ContainsKey(id), predicted.GetValueOrDefault(id)?.Cover ?? PreflightCover.None, StateOf(seen.Ways), seen.Ways?.Failed ?? 0, seen.Ways?.Succeeded ?? 0),
        ];
        var broke = all.Where(one => one.Failed > 0).ToList();
        return new PreflightOutcome(
            PreflightDocument.Version, before.Policy, period?.First, period?.Last, predicted.Count, broke.Count, broke.Count(one => one.Predicted), broke.Count(one => !one.Predicted),
            [.. all.OrderBy(one => one.Predicted).ThenByDescending(one => one.State).ThenBy(one => one.Identity.DisplayName, StringComparer.Ordinal).ThenBy(one => one.Identity.Id, StringComparer.Ordinal)]);
    }

    public void Write(Stream output) => JsonSerializer.Serialize(output, this, Indented.PreflightOutcome);

    private static OutcomeState StateOf(IdentityWays? ways) => ways switch
    {
        null => OutcomeState.NotSeen,
        { Failed: 0, Succeeded: 0 } => OutcomeState.NotSeen,
        { Failed: 0 } => OutcomeState.Works,
        { LastFailed: { } failed, LastSucceeded: { } succeeded } when succeeded > failed => OutcomeState.Recovered,
        _ => OutcomeState.Broken,
    };
}

/// <summary>How an identity fares since the policy is on.</summary>
public enum OutcomeState
{
    /// <summary>Nothing of it in these logs: that is no proof of anything.</summary>
    NotSeen,
    Works,

    /// <summary>The policy stopped it, and it has worked since.</summary>
    Recovered,

    /// <summary>The policy stops it.</summary>
    Broken,
}

/// <param name="Predicted">The preflight said that it would break.</param>
/// <param name="Cover">What the preflight knew of then.</param>
/// <param name="Failed">Distinct sign-ins that the policy stopped.</param>
public sealed record OutcomeIdentity(IdentityRef Identity, bool Predicted, PreflightCover Cover, OutcomeState State, int Failed, int Succeeded);
