using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ingest;

/// <summary>Removes rejected rows and profiles of people whose time is over. Called by a timer; repeatable.</summary>
public sealed class PurgeExpiredHandler(RejectedRepository rejected, UserProfileRepository profiles, IOptions<IngestOptions> options, TimeProvider time)
{
    /// <returns>How many rows were removed.</returns>
    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await rejected.PurgeAsync(now - options.Value.KeepRejected, ct) + await profiles.PurgeAsync(now.AddHours(-UserProfile.KeptHours), ct);
    }
}
