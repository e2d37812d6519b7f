using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection;

/// <summary>How one hour's contribution to one finding changes.</summary>
internal sealed record HourDelta(DateTimeOffset Hour, RootCause Cause, Contribution? Was, Contribution? Becomes)
{
    /// <summary>Adds how an hour's contributions change, by the hash of their cause.</summary>
    public static void Compare(DateTimeOffset hour, IReadOnlyList<Contribution> stored, IReadOnlyList<Contribution> decided, SortedDictionary<string, (RootCause Cause, List<HourDelta> Deltas)> changes)
    {
        foreach (var was in stored)
        {
            var becomes = Of(was.Cause, decided);
            if (becomes is null || !was.SaysTheSameAs(becomes))
            {
                Note(new HourDelta(hour, (becomes ?? was).Cause, was, becomes));
            }
        }

        foreach (var becomes in decided)
        {
            if (Of(becomes.Cause, stored) is null)
            {
                Note(new HourDelta(hour, becomes.Cause, null, becomes));
            }
        }

        void Note(HourDelta delta)
        {
            if (!changes.TryGetValue(delta.Cause.Hash(), out var known))
            {
                changes[delta.Cause.Hash()] = known = (delta.Cause, []);
            }

            known.Deltas.Add(delta);
        }

        static Contribution? Of(RootCause cause, IReadOnlyList<Contribution> parts)
        {
            foreach (var part in parts)
            {
                if (part.Cause.Hash() == cause.Hash())
                {
                    return part;
                }
            }

            return null;
        }
    }

    /// <summary>An hour's contributions, in the order of their causes' hashes, with those of these changes that are its own.</summary>
    public static IReadOnlyList<Contribution> Applied(IReadOnlyList<Contribution> stored, DateTimeOffset hour, List<HourDelta> staged)
    {
        if (!staged.Exists(delta => delta.Hour == hour))
        {
            return stored;
        }

        var contributions = new SortedDictionary<string, Contribution>(StringComparer.Ordinal);
        foreach (var part in stored)
        {
            contributions[part.Cause.Hash()] = part;
        }

        foreach (var delta in staged.Where(delta => delta.Hour == hour))
        {
            contributions.Remove(delta.Cause.Hash());
            if (delta.Becomes is not null)
            {
                contributions[delta.Cause.Hash()] = delta.Becomes;
            }
        }

        return [.. contributions.Values];
    }
}
