using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Core.Ledger;

/// <summary>The hash of an entry: SHA-256 over bytes that do not depend on how JSON was written.</summary>
/// <remarks>
/// Every field goes in with its length before it (4 bytes, big-endian) as UTF-8, numbers as 8 bytes big-endian, times as UTC ticks, in the order of the code
/// below. So no two different entries have the same bytes, and anybody can compute them again in any language.
/// </remarks>
public static class LedgerHash
{
    private const string Version = "nhi-ledger-1";

    /// <summary>What the first entry of a partition names as the entry before it.</summary>
    public static string Genesis(string partition)
    {
        using var bytes = new Canonical();
        bytes.Add("nhi-ledger-genesis-1").Add(partition);
        return bytes.Digest();
    }

    /// <summary>The hash of an entry at its place; <see cref="LedgerEntry.Hash"/> itself is left out.</summary>
    public static string Of(string partition, LedgerEntry entry)
    {
        using var bytes = new Canonical();
        bytes.Add(Version).Add(partition).Add(entry.Sequence).Add(entry.At.UtcTicks).Add(entry.Previous)
            .Add(entry.Fact.Actor).Add(entry.Fact.Action).Add(PhaseText(entry.Fact.Phase)).Add(entry.Fact.Subject).Add(entry.Fact.Details.Count);
        foreach (var detail in entry.Fact.Details)
        {
            bytes.Add(detail.Name).Add(detail.Value);
        }

        return bytes.Digest();
    }

    /// <summary>The hash of a seal; <see cref="LedgerSeal.Hash"/> itself is left out.</summary>
    public static string Of(LedgerSeal seal)
    {
        using var bytes = new Canonical();
        bytes.Add("nhi-ledger-seal-1").Add(seal.Number).Add(seal.At.UtcTicks).Add(seal.Previous).Add(seal.Heads.Count);
        foreach (var head in seal.Heads)
        {
            bytes.Add(head.Partition).Add(head.Sequence).Add(head.Hash);
        }

        return bytes.Digest();
    }

    private static string PhaseText(LedgerPhase phase) => phase switch
    {
        LedgerPhase.Decision => "decision",
        LedgerPhase.Intent => "intent",
        LedgerPhase.Result => "result",
    };

    private sealed class Canonical : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public Canonical Add(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            _hash.AppendData(length);
            _hash.AppendData(bytes);
            return this;
        }

        public Canonical Add(long number)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            _hash.AppendData(bytes);
            return this;
        }

        public string Digest() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public void Dispose() => _hash.Dispose();
    }
}
