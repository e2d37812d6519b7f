using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Azure.Identity;
using NhiEvents.Core.Ledger;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi ledger</c>: check, show and seal what a stopped host, or the apps on Azure, have written down.</summary>
internal static class LedgerCommand
{
    private static readonly Option<string?> Subject = new("--subject") { Description = "Only what is about this id", HelpName = "ID" };

    public static Command Create()
    {
        var verify = new Command("verify", "Find every changed, removed, inserted or re-ordered entry, and say where it is");
        verify.SetAction((parsed, ct) => WithAsync(parsed, VerifyAsync, ct));
        LedgerPlaces.AddTo(verify, onAzure: true);
        var show = new Command("show", "Print the entries: time, actor, action, subject, details") { Subject };
        show.SetAction((parsed, ct) => WithAsync(parsed, (ledgers, stop) => ShowAsync(ledgers, parsed.GetValue(Subject), stop), ct));
        LedgerPlaces.AddTo(show, onAzure: true);
        var seal = new Command("seal", "Seal the ends of the chains now, so that nothing up to here can be cut off or rewritten unseen; the apps do it every hour");
        seal.SetAction((parsed, ct) => WithAsync(parsed, SealAsync, ct));
        LedgerPlaces.AddTo(seal, onAzure: false);
        return new Command("ledger", "Check, show and seal the ledgers of `nhi run` (stop it first); check and show those on Azure") { verify, show, seal };
    }

    private static async Task<int> WithAsync(ParseResult parsed, Func<LedgerPlaces, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        await using var ledgers = LedgerPlaces.Open(parsed);
        try
        {
            return await act(ledgers, ct);
        }
        catch (Exception fault) when (fault is global::Azure.RequestFailedException or AuthenticationFailedException or HttpRequestException)
        {
            throw HostRefusalException.Unanswered("Azure", fault, "the roles Storage Table Data Reader on the state account and Storage Blob Data Reader on the account of the seals");
        }
    }

    private static async Task<int> VerifyAsync(LedgerPlaces ledgers, CancellationToken ct)
    {
        var faults = 0;
        foreach (var (app, store) in ledgers.Stores)
        {
            var report = await new LedgerReader(store).CheckAsync(ledgers.SealsOf(app), app, ct);
            foreach (var fault in report.Faults)
            {
                Console.WriteLine($"{fault.Partition}: {fault.Text}");
            }

            faults += report.Faults.Count;
            if (report.Entries > 0 || report.Seals > 0)
            {
                var sealedAt = report.LastSealedAt is { } at ? $"last sealed {at:u}" : ledgers.IsHere ? "never sealed: run nhi ledger seal" : "never sealed: the app's log says why";
                Console.WriteLine($"{app}: {report.Entries} entries in {report.Chains} chains, {report.Seals} seals, {sealedAt}.");
            }
        }

        Console.WriteLine(faults == 0 ? "The ledger is whole." : $"{faults} fault(s).");
        return faults == 0 ? CommandLine.Done : CommandLine.Attention;
    }

    private static async Task<int> ShowAsync(LedgerPlaces ledgers, string? subject, CancellationToken ct)
    {
        var entries = new List<LedgerEntry>();
        try
        {
            foreach (var (_, store) in ledgers.Stores)
            {
                await foreach (var (_, entry) in new LedgerReader(store).ReadAsync(ct))
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

    private static async Task<int> SealAsync(LedgerPlaces ledgers, CancellationToken ct)
    {
        foreach (var (app, store) in ledgers.Stores)
        {
            try
            {
                var seal = await new LedgerSealing(store, ledgers.SealsOf(app), TimeProvider.System, app).SealAsync(ct);
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
}
