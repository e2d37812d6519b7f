using System.Runtime.CompilerServices;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>NHI408 as it stands: of a system that runs by what it last found; of recorded logs by which log ended before the others did.</summary>
public static class SourceFindings
{
    /// <summary>Of recorded logs: the clock is the latest row of all. Pure.</summary>
    public static IEnumerable<Finding> Of(string tenantId, CoverageMap map, DetectionOptions options)
    {
        var rules = SilenceRules.Of(options);
        if (map.Last is not { } end)
        {
            yield break;
        }

        foreach (var source in LogSources.All)
        {
            if (map.LastHeard(source, end - SourceHabit.Reach - rules.LongestRest, end) is not { } last)
            {
                continue;
            }

            var status = new SourceStatus(source, last) { Habit = SourceHabit.Of(map, source, last, rules.LongestRest, []) };
            if (SilenceDecision.For(status, map, rules, end) is { Open: { Short: null } lapse } silent)
            {
                yield return SourceSilent.Show(tenantId, silent, lapse, end, FindingState.Open);
            }
        }
    }

    internal static async IAsyncEnumerable<Finding> ReadAllAsync(CoverageRepository coverage, DetectionOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var tenant in await coverage.ReadTenantsAsync(ct))
        {
            var known = await coverage.ReadSourcesAsync(tenant, ct);
            var findings = known.Count > 0
                ? known.Where(status => status.Value.Open is not null).Select(status => SourceSilent.Show(tenant, status.Value, status.Value.Open!, status.Value.HabitAt, FindingState.Open))
                : Of(tenant, await coverage.ReadAllAsync(tenant, ct), options);
            foreach (var finding in findings)
            {
                yield return finding;
            }
        }
    }
}
