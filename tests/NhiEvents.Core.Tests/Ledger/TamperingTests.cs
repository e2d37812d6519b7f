using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Tests.Ledger;

/// <summary>Whatever somebody does who can write every row of state: it is found, and where.</summary>
public sealed class TamperingTests
{
    private const string Aggregate = "one";

    private static readonly string Chain = LedgerWorld.PartitionOf(Aggregate);

    private delegate Task<(long From, long To)> Tampering(LedgerWorld world, List<StateRow> rows, int at);

    private static readonly Dictionary<string, Tampering> Ways = new()
    {
        ["change"] = async (world, rows, at) =>
        {
            var entry = LedgerWorld.Entry(rows[at]);
            await world.PutAsync(Chain, rows[at], LedgerWorld.Body(entry with { Fact = entry.Fact with { Actor = "system:nobody" } }));
            return (at + 1, at + 1);
        },
        ["change and hash again"] = async (world, rows, at) =>
        {
            var forged = Forge(LedgerWorld.Entry(rows[at]), LedgerWorld.Entry(rows[at]).Previous);
            await world.PutAsync(Chain, rows[at], LedgerWorld.Body(forged));
            return (at + 1, at + 2);
        },
        ["destroy"] = async (world, rows, at) =>
        {
            await world.PutAsync(Chain, rows[at], "{}"u8.ToArray());
            return (at + 1, at + 1);
        },
        ["remove"] = async (world, rows, at) =>
        {
            await world.RemoveAsync(Chain, rows[at]);
            return (at, at + 1);
        },
        ["swap"] = async (world, rows, at) =>
        {
            var other = (at + 1) % rows.Count;
            await world.PutAsync(Chain, rows[at], rows[other].Body);
            await world.PutAsync(Chain, rows[other], rows[at].Body);
            return (Math.Min(at, other) + 1, Math.Min(at, other) + 1);
        },
        ["insert"] = async (world, rows, at) =>
        {
            await world.InsertAsync(Chain, LedgerRows.Entry(rows.Count + 1), rows[at].Body);
            return (rows.Count + 1, rows.Count + 1);
        },
        ["insert under a strange key"] = async (world, rows, at) =>
        {
            await world.InsertAsync(Chain, rows[at].RowKey + "a", rows[at].Body);
            return (0, rows.Count);
        },
        ["take the head away"] = async (world, rows, at) =>
        {
            await world.PutHeadAsync(Chain, null);
            return (rows.Count, rows.Count);
        },
        ["set the head back"] = async (world, rows, at) =>
        {
            await world.PutHeadAsync(Chain, new LedgerHead(rows.Count - 1, LedgerWorld.Entry(rows[^1]).Previous));
            return (rows.Count, rows.Count);
        },
        ["cut the end off, head and all"] = async (world, rows, at) =>
        {
            foreach (var row in rows.Skip(at))
            {
                await world.RemoveAsync(Chain, row);
            }

            await world.PutHeadAsync(Chain, at == 0 ? null : new LedgerHead(at, LedgerWorld.Entry(rows[at - 1]).Hash));
            return (at + 1, rows.Count);
        },
        ["write the rest anew, head and all"] = async (world, rows, at) =>
        {
            var previous = LedgerWorld.Entry(rows[at]).Previous;
            foreach (var row in rows.Skip(at))
            {
                var forged = Forge(LedgerWorld.Entry(row), previous);
                await world.PutAsync(Chain, row, LedgerWorld.Body(forged));
                previous = forged.Hash;
            }

            await world.PutHeadAsync(Chain, new LedgerHead(rows.Count, previous));
            return (at + 1, rows.Count);
        },
    };

    public static TheoryData<string> Names => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_tampering_is_found_and_located(string way) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(25),
            Prop.ForAll(
                Gen.Choose(2, 12).ToArbitrary(),
                Gen.Choose(0, 1000).ToArbitrary(),
                Gen.Choose(0, 1000).ToArbitrary(),
                (entries, at, seals) => FoundAsync(Ways[way], entries, at % entries, seals).GetAwaiter().GetResult()));

    private static async Task<bool> FoundAsync(Tampering tamper, int entries, int at, int seals)
    {
        using var world = new LedgerWorld();
        for (var i = 0; i < entries; i++)
        {
            await world.WriteAsync(Aggregate);
            if (seals % 3 == i % 3)
            {
                await world.Sealing.SealAsync(CancellationToken.None);
            }
        }

        await world.Sealing.SealAsync(CancellationToken.None); // what is not sealed yet can be cut off unseen: that window is the seal interval
        Assert.Empty((await world.CheckAsync()).Faults);

        var (from, to) = await tamper(world, await world.RowsAsync(Chain), at);
        var faults = (await world.CheckAsync()).Faults;

        return faults.Count > 0 && faults.All(fault => fault.Partition == Chain) && faults.Any(fault => fault.Sequence is null || (fault.Sequence >= from && fault.Sequence <= to));
    }

    private static LedgerEntry Forge(LedgerEntry entry, string previous)
    {
        var forged = entry with { Fact = entry.Fact with { Action = "something-else" }, Previous = previous, Hash = "" };
        return forged with { Hash = LedgerHash.Of(Chain, forged) };
    }
}
