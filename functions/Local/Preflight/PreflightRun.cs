using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Local.Preflight;

/// <summary>Which identities a policy would break, and what stands between each and the day. Pure.</summary>
internal static class PreflightRun
{
    /// <summary>What an owner writes into the registry: ready by this day.</summary>
    private const string Ready = "ready:";

    /// <param name="identities">Every non-human identity of the history.</param>
    /// <param name="ways">What the policy does to each, by tenant and id.</param>
    /// <param name="exceptions">Exceptions of this policy that hold on the day, by identity: when each ends.</param>
    public static PreflightDocument Of(
        PreflightPolicy policy, DateOnly on, (DateTimeOffset First, DateTimeOffset Last)? period, IReadOnlyList<IdentitySummary> identities,
        IReadOnlyDictionary<(string Tenant, string Id), IdentityWays> ways, IReadOnlyDictionary<string, DateTimeOffset> exceptions, IReadOnlyList<string> unknown)
    {
        var judged = identities.Select(identity => (Identity: identity, Ways: ways.GetValueOrDefault((identity.TenantId, identity.Identity.Id)))).Where(one => one.Ways is not null).ToList();
        var listed = judged
            .Where(one => one.Ways!.Any(TrialResult.Stopped) || one.Ways.Any(TrialResult.Unknown))
            .Select(one => Of(one.Identity, one.Ways!, on, exceptions))
            .OrderByDescending(one => one.IsBlocking)
            .ThenByDescending(one => one.Verdict)
            .ThenByDescending(one => one.Criticality ?? (Criticality)(-1))
            .ThenBy(one => one.Identity.DisplayName, StringComparer.Ordinal)
            .ThenBy(one => one.Identity.Id, StringComparer.Ordinal)
            .ToList();
        return new PreflightDocument(
            PreflightDocument.Version, policy, on, period?.First, period?.Last, listed, judged.Count - listed.Count, listed.Count(one => one.IsBlocking), unknown);
    }

    private static PreflightIdentity Of(IdentitySummary identity, IdentityWays ways, DateOnly on, IReadOnlyDictionary<string, DateTimeOffset> exceptions)
    {
        var breaks = ways.Any(TrialResult.Stopped);
        var result = breaks ? TrialResult.Stopped : TrialResult.Unknown;
        var ready = ReadyOf(identity.Tags);
        DateTimeOffset? ends = exceptions.TryGetValue(identity.Identity.Id, out var end) ? end : null;
        return new PreflightIdentity(
            identity.Identity,
            identity.Owner,
            identity.Criticality,
            breaks ? PreflightVerdict.Breaks : PreflightVerdict.Unknown,
            ways.FirstWhy(result) ?? "",
            ends is not null ? PreflightCover.Exception : ready <= on ? PreflightCover.Migration : PreflightCover.None,
            ready,
            ends,
            ways.Paths(result),
            breaks ? BreakRemedies.For(identity.Identity.Kind, ways.Paths(result).Select(path => path.Client)) : []);
    }

    /// <summary>A tag that is no day says nothing.</summary>
    private static DateOnly? ReadyOf(IReadOnlyList<string>? tags) => (tags ?? [])
        .Where(tag => tag.StartsWith(Ready, StringComparison.OrdinalIgnoreCase))
        .Select(tag => DateOnly.TryParseExact(tag[Ready.Length..].Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null)
        .FirstOrDefault(day => day is not null);
}
