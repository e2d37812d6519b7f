using Microsoft.Extensions.Options;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Ledger;

public sealed class LedgerTests : IDisposable
{
    private const string Key = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";

    private readonly LedgerWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_come_back_in_order_and_a_whole_ledger_has_no_fault()
    {
        await _world.WriteAsync("one", 3);
        await _world.WriteAsync("two", 2);

        var report = await _world.CheckAsync();
        var entries = new List<LedgerEntry>();
        await foreach (var (partition, entry) in _world.Reader.ReadAsync(Ct))
        {
            if (partition == LedgerWorld.PartitionOf("one"))
            {
                entries.Add(entry);
            }
        }

        Assert.Empty(report.Faults);
        Assert.Equal((5L, 2), (report.Entries, report.Chains));
        Assert.Equal(["step-0", "step-1", "step-2"], entries.Select(entry => entry.Fact.Action));
        Assert.Equal([1L, 2, 3], entries.Select(entry => entry.Sequence));
    }

    /// <summary>The bytes are a promise: whoever verifies an archive in ten years computes the same. The values were computed by another program from the documented rule.</summary>
    [Fact]
    public void The_hash_of_an_entry_never_changes()
    {
        var entry = new LedgerEntry(
            7, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1)), new LedgerFact("system:x", "done", LedgerPhase.Result, "s", [new("a", "é")]), LedgerHash.Genesis("p"), "");

        Assert.Equal("f5a033e69133cdc34ce34e1c572ec1349d213fc81256e7c20918a90078214d30", LedgerHash.Genesis("p"));
        Assert.Equal("47c398642ed7e9c5cbfddf4c5d388fe584962412073ba0d4e264222137cfde78", LedgerHash.Of("p", entry));
    }

    [Fact]
    public void No_two_different_entries_have_the_same_bytes()
    {
        var entry = new LedgerEntry(1, _world.Time.GetUtcNow(), LedgerWorld.Fact("s"), "", "");
        LedgerEntry[] others =
        [
            entry with { Sequence = 2 },
            entry with { At = entry.At.AddTicks(1) },
            entry with { Previous = "0" },
            entry with { Fact = entry.Fact with { Actor = "system:test", Action = "sdone" } },
            entry with { Fact = entry.Fact with { Phase = LedgerPhase.Result } },
            entry with { Fact = entry.Fact with { Subject = "t" } },
            entry with { Fact = entry.Fact with { Details = [new("notea", " value")] } },
            entry with { Fact = entry.Fact with { Details = [] } },
        ];

        var hashes = others.Append(entry).Select(other => LedgerHash.Of("p", other)).Append(LedgerHash.Of("q", entry)).ToList();

        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }

    [Fact]
    public async Task An_entry_and_its_state_are_written_together_or_not_at_all()
    {
        await _world.WriteAsync("one");
        var partition = LedgerWorld.PartitionOf("one");
        _world.Ports.Faults.Fail(Fault.Crash, 2); // reading the head is the first point, the commit the second

        await Assert.ThrowsAsync<IOException>(() => _world.WriteAsync("one"));
        _world.Ports.Faults.Fail(Fault.Crash, null);

        Assert.Single(await _world.RowsAsync(partition));
        Assert.Empty((await _world.CheckAsync()).Faults);
    }

    [Fact]
    public async Task Two_writers_cannot_continue_the_same_entry()
    {
        await _world.WriteAsync("one");
        var partition = LedgerWorld.PartitionOf("one");
        var (rows, _) = await LedgerChain.AppendAsync(_world.Ports.Faults, partition, [LedgerWorld.Fact("one")], _world.Time.GetUtcNow(), Ct);
        await _world.WriteAsync("one");

        await Assert.ThrowsAsync<StaleStateException>(() => _world.Ports.Faults.CommitAsync(partition, rows, Ct));

        Assert.Empty((await _world.CheckAsync()).Faults);
    }

    [Fact]
    public async Task A_seal_is_written_only_when_something_has_grown()
    {
        await _world.WriteAsync("one", 2);

        var first = await _world.Sealing.SealAsync(Ct);
        var again = await _world.Sealing.SealAsync(Ct);
        await _world.WriteAsync("two");
        var second = await _world.Sealing.SealAsync(Ct);
        var report = await _world.CheckAsync();

        Assert.Null(again);
        Assert.Equal((1L, 2L, first!.Hash), (first.Number, second!.Number, second.Previous));
        Assert.Equal((2, second.At), (report.Seals, report.LastSealedAt));
        Assert.Empty(report.Faults);
    }

    [Fact]
    public async Task A_rewritten_chain_is_not_sealed()
    {
        await _world.WriteAsync("one", 2);
        await _world.Sealing.SealAsync(Ct);
        var partition = LedgerWorld.PartitionOf("one");
        var rows = await _world.RowsAsync(partition);
        var forged = LedgerWorld.Entry(rows[1]) with { Fact = LedgerWorld.Fact("one", "nothing-happened"), Hash = "" };
        forged = forged with { Hash = LedgerHash.Of(partition, forged) };
        await _world.PutAsync(partition, rows[1], LedgerWorld.Body(forged));
        await _world.PutHeadAsync(partition, new LedgerHead(forged.Sequence, forged.Hash));

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => _world.Sealing.SealAsync(Ct));

        Assert.StartsWith($"Entry 2 of {partition} is not what seal 1 of", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seal_number_is_taken_once()
    {
        await _world.Seals.AppendAsync("x", new StoredSeal(1, "{}"u8.ToArray()), Ct);

        await Assert.ThrowsAsync<StaleStateException>(() => _world.Seals.AppendAsync("x", new StoredSeal(1, "{ }"u8.ToArray()), Ct));
        var last = await _world.Seals.ReadLastAsync("x", Ct);

        Assert.Equal("{}"u8.ToArray(), last!.Body.ToArray());
    }

    [Fact]
    public async Task A_damaged_seal_is_named()
    {
        await _world.WriteAsync("one");
        await _world.Sealing.SealAsync(Ct);
        await _world.Seals.AppendAsync("exceptions", new StoredSeal(2, "{\"number\":2}"u8.ToArray()), Ct);

        var fault = Assert.Single((await _world.CheckAsync()).Faults);

        Assert.Equal((LedgerFaultKind.BrokenSeal, "exceptions"), (fault.Kind, fault.Partition));
        Assert.StartsWith("Seal 2 ", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_has_one_name_per_tenant_and_key()
    {
        var names = new Pseudonyms(Options.Create(new LedgerOptions { PersonKey = Key }));
        var otherKey = new Pseudonyms(Options.Create(new LedgerOptions { PersonKey = Convert.ToBase64String(new byte[32]) }));

        Assert.Equal(names.Of("Contoso", "ABC"), names.Of("contoso", "abc"));
        Assert.Equal(4, new[] { names.Of("contoso", "abc"), names.Of("fabrikam", "abc"), names.Of("contoso", "abd"), otherKey.Of("contoso", "abc") }.Distinct().Count());
        Assert.DoesNotContain("abc", names.Of("contoso", "abc"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("short", false)]
    [InlineData("not base 64, not base 64, not base 64, not base 64", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData(Key, true)]
    public void A_key_that_is_too_weak_stops_the_start(string key, bool accepted)
    {
        var result = new LedgerOptionsValidator().Validate(null, new LedgerOptions { PersonKey = key });

        Assert.Equal(accepted, result.Succeeded);
        Assert.DoesNotContain("short", result.FailureMessage ?? "", StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();
}
