using NhiEvents.Core.Detection.Journal;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Detection.Retention;

/// <summary>One transaction on one identity: takes the events out of its oldest hours, forgets what is older still, and withdraws findings of which nothing is left.</summary>
internal sealed class RetentionStep
{
    /// <summary>Rows of hours in one transaction of at most 100.</summary>
    public const int MaxHours = 40;

    /// <summary>Two rows each (the finding and its message).</summary>
    private const int MaxFindings = 24;

    private readonly IdentityAddress _address;
    private readonly FindingChanges _findings;

    public RetentionStep(IdentityRepository identities, ErrorCodeTable codes, IdentityAddress address, DateTimeOffset now)
    {
        _address = address;
        Changes = new StateChanges(address.TenantId, IdentityRepository.Kind, address.IdentityId);
        _findings = new FindingChanges(identities, codes, address, Changes, now);
    }

    public StateChanges Changes { get; }

    /// <summary>Findings that this step withdraws.</summary>
    public IReadOnlyList<Contracts.Findings.Finding> Turned => _findings.Turned;

    /// <param name="hours">At most <see cref="MaxHours"/>, each of which the times concern.</param>
    public async Task StageAsync(Versioned<IdentityRow> found, IReadOnlyList<Versioned<HourRow>> hours, RetentionTimes times, DetectionOptions options, Identities.Kinds.KindTable kinds, CancellationToken ct)
    {
        var forgotten = new Dictionary<string, List<HourDelta>>(StringComparer.Ordinal);
        foreach (var hour in hours)
        {
            List<Contribution> stay = times.IsForgotten(hour.Value) ? [.. hour.Value.Contributions.Where(part => !Forget(hour.Value.Hour, part, forgotten))] : [.. hour.Value.Contributions];
            var key = HourRow.Key(_address.RowPrefix, hour.Value.Hour);
            if (stay.Count == 0)
            {
                Changes.Remove(key, hour.ETag);
            }
            else
            {
                Changes.Save(key, hour.Value.Spend(stay), hour, DetectionJson.Default.HourRow);
            }
        }

        var identity = found.Value.IsClosed(times.ClosedBefore) ? found.Value : found.Value with { ClosedBefore = times.ClosedBefore };
        foreach (var deltas in forgotten.Values)
        {
            await _findings.AdjustAsync(identity, deltas[0].Cause, deltas, ct);
        }

        if (_findings.HasAnnounced)
        {
            var change = IdentityAnnouncement.Of(identity, kinds, new Dictionary<DateTimeOffset, HourJournal>(), options.LearnFor);
            identity = IdentityAnnouncement.Announce(identity, change, identity.ShownHash(kinds, options.LearnFor), hour: null, Changes);
        }

        Changes.Save(IdentityRow.Key(_address.RowPrefix), identity, found, DetectionJson.Default.IdentityRow);
    }

    /// <returns>False when the transaction has no room for one more finding: then the next one forgets it.</returns>
    private static bool Forget(DateTimeOffset hour, Contribution part, Dictionary<string, List<HourDelta>> forgotten)
    {
        if (!forgotten.TryGetValue(part.Cause.Hash(), out var deltas))
        {
            if (forgotten.Count == MaxFindings)
            {
                return false;
            }

            forgotten[part.Cause.Hash()] = deltas = [];
        }

        deltas.Add(new HourDelta(hour, part.Cause, part, null));
        return true;
    }
}
