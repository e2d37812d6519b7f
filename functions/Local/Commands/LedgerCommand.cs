using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Files;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi ledger</c>: check, show and seal what a stopped host has written down.</summary>
internal static class LedgerCommand
{
    public static Command Create()
    {
        var state = StateOption.Create();
        var seals = new Option<DirectoryInfo?>("--seals") { Description = "Folder of the seals, best on another disk (default: seals/ in the state folder)", HelpName = "DIR" };
        var subject = new Option<string?>("--subject") { Description = "Only what is about this id", HelpName = "ID" };

        var verify = new Command("verify", "Find every changed, removed, inserted or re-ordered entry, and say where it is") { state, seals };
        verify.SetAction((parsed, ct) => VerifyAsync(parsed.GetRequiredValue(state), parsed.GetValue(seals), ct));
        var show = new Command("show", "Print the entries: time, actor, action, subject, details") { state, seals, subject };
        show.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(state), parsed.GetValue(seals), parsed.GetValue(subject), ct));
        var seal = new Command("seal", "Seal the ends of the chains now, so that nothing up to here can be cut off or rewritten unseen") { state, seals };
        seal.SetAction((parsed, ct) => SealAsync(parsed.GetRequiredValue(state), parsed.GetValue(seals), ct));
        return new Command("ledger", "Check, show and seal the ledger of `nhi run` (stop it first)") { verify, show, seal };
    }

    private static async Task<int> VerifyAsync(DirectoryInfo state, DirectoryInfo? seals, CancellationToken ct)
    {
        await using var ledgers = Ledgers.Open(state, seals);
        var faults = 0;
        foreach (var (app, store) in ledgers.Stores)
        {
            var report = await new LedgerReader(store, ledgers.Seals, app).CheckAsync(ct);
            foreach (var fault in report.Faults)
            {
                Console.WriteLine($"{fault.Partition}: {fault.Text}");
            }

            faults += report.Faults.Count;
            if (report.Entries > 0 || report.Seals > 0)
            {
                var sealedAt = report.LastSealedAt is { } at ? $"last sealed {at:u}" : "never sealed: run nhi ledger seal";
                Console.WriteLine($"{app}: {report.Entries} entries in {report.Chains} chains, {report.Seals} seals, {sealedAt}.");
            }
        }

        Console.WriteLine(faults == 0 ? "The ledger is whole." : $"{faults} fault(s).");
        return faults == 0 ? CommandLine.Done : CommandLine.Attention;
    }

    private static async Task<int> ShowAsync(DirectoryInfo state, DirectoryInfo? seals, string? subject, CancellationToken ct)
    {
        await using var ledgers = Ledgers.Open(state, seals);
        var entries = new List<LedgerEntry>();
        try
        {
            foreach (var (app, store) in ledgers.Stores)
            {
                await foreach (var (_, entry) in new LedgerReader(store, ledgers.Seals, app).ReadAsync(ct))
                {
                    if (subject is null || entry.Fact.Subject == subject)
                    {
                        entries.Add(entry);
                    }
                }
            }
        }
        catch (JsonException)
        {
            throw new HostRefusalException("an entry of the ledger cannot be read; nhi ledger verify says which.");
        }

        foreach (var entry in entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Sequence).ThenBy(entry => entry.Hash, StringComparer.Ordinal))
        {
            var details = string.Join(' ', entry.Fact.Details.Select(detail => $"{detail.Name}={ResultTable.Printable(detail.Value)}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.At:u} {entry.Fact.Phase,-8} {entry.Fact.Action} {entry.Fact.Subject} by {entry.Fact.Actor} {details}"));
        }

        return CommandLine.Done;
    }

    private static async Task<int> SealAsync(DirectoryInfo state, DirectoryInfo? seals, CancellationToken ct)
    {
        await using var ledgers = Ledgers.Open(state, seals);
        foreach (var (app, store) in ledgers.Stores)
        {
            try
            {
                var seal = await new LedgerSealing(store, ledgers.Seals, TimeProvider.System, app).SealAsync(ct);
                if (seal is not null)
                {
                    Console.WriteLine($"{app}: seal {seal.Number} over {seal.Heads.Count} chains, {seal.Hash}");
                }
            }
            catch (InvalidDataException refused)
            {
                Console.Error.WriteLine($"{app}: not sealed. {refused.Message}");
                return CommandLine.Attention;
            }
        }

        return CommandLine.Done;
    }

    /// <summary>The state of every app, and the seals.</summary>
    private sealed class Ledgers(Storage storage, string seals) : IAsyncDisposable
    {
        public FileSealStore Seals { get; } = new(seals);

        public IReadOnlyList<(string App, IStateStore Store)> Stores { get; } = AppStores.Here(storage);

        public static Ledgers Open(DirectoryInfo state, DirectoryInfo? seals) => new(StateOption.Open(state), (seals ?? new DirectoryInfo(Path.Combine(state.FullName, "seals"))).FullName);

        public ValueTask DisposeAsync() => storage.DisposeAsync();
    }
}
