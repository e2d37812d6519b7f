using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>Numbers and ids from a seed. The same seed and purpose always give the same, on any machine.</summary>
public readonly record struct Chance(long Seed)
{
    /// <summary>An id in Graph's form, lower case.</summary>
    public string Id(string purpose) => ToId(Bits(purpose), Bits(purpose + "'"));

    /// <summary>An id for the n-th thing of a kind, without allocating text.</summary>
    internal string Id(ulong purpose, long number)
    {
        var first = Mix((ulong)Seed ^ Mix(purpose + ((ulong)number * 0x9E3779B97F4A7C15UL)));
        return ToId(first, Mix(first + 0xD1B54A32D192ED03UL));
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Share(string purpose) => ToShare(Bits(purpose));

    internal double Share(ulong purpose, long number) => ToShare(Mix((ulong)Seed ^ Mix(purpose + ((ulong)number * 0x9E3779B97F4A7C15UL))));

    /// <summary>From 0 up to, not including, the limit.</summary>
    public int Below(int limit, string purpose) => (int)(Share(purpose) * limit);

    public T Pick<T>(IReadOnlyList<T> list, string purpose) => list[Below(list.Count, purpose)];

    /// <summary>Text nobody can guess without the seed: 40 characters as Entra makes client secrets.</summary>
    internal string SecretText(string purpose)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}|secret|{purpose}"));
        return Convert.ToBase64String(digest)[..40].Replace('/', '~').Replace('+', '_');
    }

    private ulong Bits(string purpose)
    {
        var hash = 14695981039346656037UL ^ Mix((ulong)Seed);
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return Mix(hash);
    }

    private static double ToShare(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static string ToId(ulong first, ulong second)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, first);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], second);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
