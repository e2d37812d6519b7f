using System.Text;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Portal;

/// <summary>The portal's own copy of every ledger, and what can be proven with it.</summary>
public sealed class LedgerCopyTests : IDisposable
{
    private const string Chain = "contoso-exemption-07";

    private static readonly DateTimeOffset First = new(2026, 3, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static LedgerFact[] Facts =>
    [
        LedgerNotes.Fact("person:a", "exception-requested", "ex-1", LedgerPhase.Decision, new LedgerDetail("identity", "id-1")),
        LedgerNotes.Fact("person:a", "exception-approved", "ex-1", LedgerPhase.Decision, new LedgerDetail("identity", "id-1"), new LedgerDetail("identity", "twice")),
        LedgerNotes.Fact("system:exceptions", "exclusion-add", "ex-1", LedgerPhase.Intent),
        LedgerNotes.Fact("system:exceptions", "exclusion-remove", "ex-2", LedgerPhase.Intent),
        LedgerNotes.Fact("system:exceptions", "exclusion-remove", "ex-2", LedgerPhase.Result),
        LedgerNotes.Fact("system:response", "attestation-missed", "ask-1", LedgerPhase.Decision, new LedgerDetail("identity", "id-9")),
    ];

    [Fact]
    public async Task Announced_in_any_order_and_twice_it_is_whole_and_the_newest_first()
    {
        var noted = LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(8), Facts);
        foreach (var note in noted.Reverse().Concat(noted))
        {
            await _world.Ledger.RecordAsync(note, Ct);
        }

        var state = await CheckAsync();
        Assert.Equal(("whole", 6), ((string)state["verdict"]!, (int)state["entries"]!));
        Assert.Equal(noted[^1].Entries[0].Hash, (string)state["chains"]![0]!["head"]!);
        var page = await PageAsync("limit=4");
        Assert.Equal([6, 5, 4, 3], page["items"]!.AsArray().Select(entry => (int)entry!["sequence"]!));
        Assert.Equal([2, 1], (await PageAsync($"limit=4&after={page["next"]}"))["items"]!.AsArray().Select(entry => (int)entry!["sequence"]!));
        Assert.Equal([1], (await PageAsync("identity=id-1&q=REQUESTED"))["items"]!.AsArray().Select(entry => (int)entry!["sequence"]!));
        Assert.Equal([3, 2], (await PageAsync("from=2026-03-30T20:00:00Z&to=2026-03-31T12:00:00Z"))["items"]!.AsArray().Select(entry => (int)entry!["sequence"]!));
    }

    [Fact]
    public async Task What_was_altered_replaced_or_left_out_is_said_with_its_place()
    {
        var noted = LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(1), Facts);
        var forged = LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(1), [.. Facts[..2], Facts[2] with { Subject = "ex-7" }, .. Facts[3..]]);
        await _world.Ledger.RecordAsync(noted[0], Ct);
        await _world.Ledger.RecordAsync(noted[1] with { Entries = [noted[1].Entries[0] with { Actor = "person:b" }] }, Ct);
        await _world.Ledger.RecordAsync(noted[2], Ct);
        await _world.Ledger.RecordAsync(forged[2], Ct);
        await _world.Ledger.RecordAsync(noted[4], Ct);

        var chain = (await CheckAsync())["chains"]![0]!;

        Assert.Equal("broken", (string)chain["verdict"]!);
        Assert.Equal(
            ["Entry 2 was changed: its hash does not fit its content.", "Entry 3 was announced twice, with different content.", "Entry 4 is missing here."],
            chain["faults"]!.AsArray().Select(fault => (string)fault!));
    }

    [Fact]
    public async Task A_copy_that_began_later_says_so_and_a_chain_that_goes_on_elsewhere_is_broken()
    {
        var noted = LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(1), Facts);
        var rewritten = LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(1), [Facts[0] with { Actor = "person:z" }, .. Facts[1..]]);
        foreach (var note in noted.Skip(2))
        {
            await _world.Ledger.RecordAsync(note, Ct);
        }

        Assert.Equal("incomplete", (string)(await CheckAsync())["verdict"]!);

        await _world.Ledger.RecordAsync(rewritten[1], Ct);
        var chain = (await CheckAsync())["chains"]![0]!;
        Assert.Equal("broken", (string)chain["verdict"]!);
        Assert.Contains("Entry 3 does not continue entry 2: one of the two was replaced.", chain["faults"]!.AsArray().Select(fault => (string)fault!));
    }

    [Fact]
    public async Task A_review_is_the_same_bytes_from_a_copy_that_was_filled_in_another_order_on_another_day()
    {
        var noted = LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(8), Facts);
        using var other = new PortalWorld();
        other.Time.Advance(TimeSpan.FromDays(300));
        foreach (var (note, late) in noted.Zip(noted.Reverse()))
        {
            await _world.Ledger.RecordAsync(note, Ct);
            await other.Ledger.RecordAsync(late, Ct);
        }

        var first = await new ReviewDesk(_world.Audit).ReadAsync("2026-Q1", Ct);
        Assert.Equal(first, await new ReviewDesk(other.Audit).ReadAsync("2026-Q1", Ct));
        var pack = JsonNode.Parse(first!)!;
        Assert.Equal(5, (int)pack["entries"]!); // the sixth is of April
        var digest = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(noted.Take(5).Select(note => note.Entries[0].Hash + "\n"))));
        Assert.Equal(Convert.ToHexStringLower(digest), (string)pack["digest"]!);
        Assert.Null(await new ReviewDesk(_world.Audit).ReadAsync("2026-Q5", Ct));
    }

    [Fact]
    public async Task A_review_names_what_a_reviewer_has_to_look_at_with_the_entries()
    {
        foreach (var note in LedgerNotes.Chain(Chain, First.AddDays(-30), TimeSpan.FromHours(1), Facts))
        {
            await _world.Ledger.RecordAsync(note, Ct);
        }

        var pack = JsonNode.Parse((await new ReviewDesk(_world.Audit).ReadAsync("2026-q1", Ct))!)!;

        Assert.Equal(
            [
                ("exceptions-approved", "ex-1", $"{Chain}#1 {Chain}#2"),
                ("exceptions-ended", "ex-1", $"{Chain}#3"),
                ("owners-confirmed", "id-9", $"{Chain}#6"),
            ],
            from control in pack["controls"]!.AsArray()
            from fault in control!["faults"]!.AsArray()
            select ((string)control["id"]!, (string)fault!["subject"]!, string.Join(' ', fault["entries"]!.AsArray())));
    }

    [Fact]
    public async Task An_export_has_every_entry_the_oldest_first_and_no_formula_in_it()
    {
        foreach (var note in LedgerNotes.Chain(Chain, First, TimeSpan.FromHours(1), LedgerNotes.Fact("person:a", "finding-muted", "=cmd|'/c calc'!A1", LedgerPhase.Decision, new LedgerDetail("note", "a, \"b\"\r\nc")), Facts[1]))
        {
            await _world.Ledger.RecordAsync(note, Ct);
        }

        var csv = await new AuditExport(_world.Audit).ReadAsync(Query("format=csv"), Ct);
        var text = Encoding.UTF8.GetString(csv.Body);
        Assert.StartsWith("at,chain,sequence,actor,action,phase,subject,details,previous,hash\r\n2026-03-30T12:00:00.0000000+00:00,contoso-exemption-07,1,person:a,finding-muted,Decision,'=cmd|'/c calc'!A1,\"note=a, \"\"b\"\"\r\nc\",", text, StringComparison.Ordinal);
        Assert.False(csv.More);

        var json = JsonNode.Parse((await new AuditExport(_world.Audit).ReadAsync(Query("action=exception-approved"), Ct)).Body)!;
        Assert.Equal(["identity", "identity"], Assert.Single(json["entries"]!.AsArray())!["details"]!.AsArray().Select(detail => (string)detail!["name"]!));
    }

    public void Dispose() => _world.Dispose();

    private static ListQuery Query(string query) => PortalWorld.Query(query);

    private async Task<JsonNode> PageAsync(string query) => JsonNode.Parse(await _world.Audit.ReadPageAsync(Query(query), Ct))!;

    private async Task<JsonNode> CheckAsync() => JsonNode.Parse(await _world.Audit.CheckAsync(Ct))!;
}
