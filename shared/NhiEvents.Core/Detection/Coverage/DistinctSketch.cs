namespace NhiEvents.Core.Detection.Coverage;

/// <summary>About how many distinct events there were, in 16 bytes: the largest rank of a hash in each of 16 registers (HyperLogLog). Adding is commutative and idempotent.</summary>
/// <remarks>Off by a quarter as a rule; six hours together by a tenth. Enough to tell a log from a quarter of it.</remarks>
internal static class DistinctSketch
{
    public const int Registers = 16;

    private const int RegisterBits = 4;

    /// <summary>Bias of the harmonic mean for 16 registers.</summary>
    private const double Alpha = 0.673;

    /// <summary>Below this many times the registers the empty ones tell more.</summary>
    private const double Few = 2.5;

    /// <summary>Which register an event belongs to, and its rank there.</summary>
    public static (int Register, byte Rank) Of(string key)
    {
        var hash = Hash(key);
        var rest = hash >> RegisterBits;
        return ((int)(hash & (Registers - 1)), (byte)(System.Numerics.BitOperations.TrailingZeroCount(rest | (1UL << (64 - RegisterBits - 1))) + 1));
    }

    public static int Count(ReadOnlySpan<byte> registers)
    {
        var (sum, empty) = (0.0, 0);
        foreach (var rank in registers)
        {
            sum += Math.Pow(2, -rank);
            empty += rank == 0 ? 1 : 0;
        }

        var estimate = Alpha * Registers * Registers / sum;
        return (int)Math.Round(estimate <= Few * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : estimate);
    }

    /// <summary>The same on every machine and in every process; keys are no secrets and nobody gains by a collision.</summary>
    private static ulong Hash(string key)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in key)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
