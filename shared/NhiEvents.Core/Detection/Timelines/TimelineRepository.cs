using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Timelines;

/// <summary>The journals of all identities, summed up for people who look at time. Reads state, decides nothing.</summary>
public sealed class TimelineRepository(IStateStore store)
{
    /// <summary>Every non-human identity, one at a time, so that memory holds one journal.</summary>
    public async IAsyncEnumerable<IdentityTimeline> ReadAllAsync(TimelineScale scale, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var tenant in await store.ReadTenantsAsync(IdentityRepository.Kind, ct))
        {
            foreach (var partition in Partition.All(tenant, IdentityRepository.Kind))
            {
                // Key order: an identity's findings come first, then its hours, then its own row.
                var sum = new TimelineSum(scale);
                await foreach (var row in store.ReadDocumentsAsync(partition, ct))
                {
                    if (row.RowKey.Contains("|finding|", StringComparison.Ordinal))
                    {
                        sum.Add(row.As(DetectionJson.Default.FindingRow).Value);
                    }
                    else if (row.RowKey.Contains("|hour|", StringComparison.Ordinal))
                    {
                        sum.Add(row.As(DetectionJson.Default.HourRow).Value);
                    }
                    else if (row.RowKey.EndsWith("|identity", StringComparison.Ordinal))
                    {
                        yield return sum.Of(row.As(DetectionJson.Default.IdentityRow).Value);
                        sum = new TimelineSum(scale);
                    }
                }
            }
        }
    }
}
