using System.CommandLine;
using System.Globalization;
using Azure.Identity;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Privacy;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Privacy;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi privacy</c>: what is kept of a person, on this machine or in Table Storage, and its erasure.</summary>
internal static class PrivacyCommand
{
    private static readonly Argument<string> Person = new("PERSON_ID") { Description = "Object id of the person's account" };

    private static readonly Option<DirectoryInfo> State = StateOption.Create();

    private static readonly Option<Uri?> Tables = TablesOption.Create();

    private static readonly Option<string[]> Names = new("--name") { Description = "User principal name or another name that rows may hold; may be repeated", HelpName = "NAME", AllowMultipleArgumentsPerToken = false };

    private static readonly Option<FileInfo?> Key = new("--person-key") { Description = "File with the key of the ledger's pseudonyms (default: person.key in the state folder)", HelpName = "FILE" };

    public static Command Create()
    {
        var report = new Command("report", "Where something of a person is kept, and what an erasure would do with it");
        report.SetAction((parsed, ct) => WithAsync(parsed, traces => PrivacyReport.Write(traces, Console.Out), ct));

        var file = new Option<FileInfo>("--out") { Description = "File to write, JSON", Required = true, HelpName = "FILE" };
        var export = new Command("export", "Everything that is kept of a person, as a file to hand over") { file };
        export.SetAction((parsed, ct) => WithAsync(
            parsed,
            traces =>
            {
                PrivacyExport.Write(parsed.GetRequiredValue(file).FullName, Id(parsed), traces, TimeProvider.System.GetUtcNow());
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{traces.Count} row(s) written to {parsed.GetRequiredValue(file)}. It holds personal data: hand it over, then delete it."));
            },
            ct));

        var apply = new Option<bool>("--apply") { Description = "Do it; without this it only says what it would do" };
        var forget = new Option<bool>("--forget-ledger") { Description = "Also delete the key of the ledger's pseudonyms: nobody, this person or another, can be told from its older entries any more" };
        var erase = new Command("erase", "Removes what is about a person, and takes the name out of the rest; says what is kept and why") { apply, forget };
        erase.SetAction((parsed, ct) => EraseAsync(parsed, parsed.GetValue(apply), parsed.GetValue(forget), ct));

        var command = new Command("privacy", "What is kept of a person: report, export, erase (on this machine, stop `nhi run` first; on Azure, the apps)") { report, export, erase };
        foreach (var sub in command.Subcommands)
        {
            sub.Add(Person);
            sub.Add(Names);
            sub.Add(Key);
            sub.Add(State);
            sub.Add(Tables);
        }

        return command;
    }

    private static async Task<int> WithAsync(ParseResult parsed, Action<IReadOnlyList<PersonTrace>> use, CancellationToken ct)
    {
        await using var places = Open(parsed);
        use(await FindAsync(places, NamesOf(parsed), ct));
        return CommandLine.Done;
    }

    private static async Task<int> EraseAsync(ParseResult parsed, bool apply, bool forget, CancellationToken ct)
    {
        await using var places = Open(parsed);
        var person = NamesOf(parsed);
        var traces = await FindAsync(places, person, ct);
        PrivacyReport.Write(traces, Console.Out);
        if (!apply)
        {
            Console.WriteLine("Nothing was changed. Add --apply to do it.");
            return CommandLine.Done;
        }

        var (done, left) = (0, 0);
        foreach (var trace in traces.Where(trace => trace.Fate is not TraceFate.Kept))
        {
            _ = await places.Stores.First(place => place.App == trace.App).Search.EraseAsync(trace, person, ct) ? done++ : left++;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} row(s) erased, {traces.Count(trace => trace.Fate is TraceFate.Kept)} kept."));
        if (forget)
        {
            Forget(parsed);
        }

        if (left > 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{left} row(s) changed meanwhile: stop the apps, and run it again."));
            return CommandLine.Attention;
        }

        return CommandLine.Done;
    }

    private static void Forget(ParseResult parsed)
    {
        if (parsed.GetValue(Tables) is not null)
        {
            Console.WriteLine("The key is a secret of the apps' vault: az keyvault secret delete --vault-name <NHI_APP_VAULT> --name ledger-person-key, and when nobody needs it back: az keyvault secret purge.");
            return;
        }

        File.Delete(KeyFile(parsed));
        Console.WriteLine("The key of the ledger's pseudonyms is deleted; the next start makes another.");
    }

    private static async Task<IReadOnlyList<PersonTrace>> FindAsync(Places places, PersonNames person, CancellationToken ct)
    {
        var traces = new List<PersonTrace>();
        try
        {
            foreach (var (_, search) in places.Stores)
            {
                traces.AddRange(await search.FindAsync(person, ct).ToListAsync(ct));
            }
        }
        catch (Exception fault) when (fault is global::Azure.RequestFailedException or AuthenticationFailedException)
        {
            throw HostRefusalException.Unanswered("The tables", fault, "the role Storage Table Data Reader, and to erase Storage Table Data Contributor");
        }

        return traces;
    }

    private static Places Open(ParseResult parsed)
    {
        if (parsed.GetValue(Tables) is not { } address)
        {
            var storage = StateOption.Open(parsed.GetRequiredValue(State));
            return new Places(storage, AppStores.Here(storage));
        }

        return new Places(null, AppStores.OnAzure(address, new DefaultAzureCredential(includeInteractiveCredentials: false)));
    }

    private static PersonNames NamesOf(ParseResult parsed) => new(Id(parsed), [.. (parsed.GetValue(Names) ?? []).Where(name => name.Trim().Length > 2)], PersonKeys.ReadPseudonyms(KeyFile(parsed))?.Invoke(Id(parsed)));

    private static string KeyFile(ParseResult parsed) => parsed.GetValue(Key)?.FullName ?? Path.Combine(parsed.GetRequiredValue(State).FullName, PersonKeys.FileName);

    /// <summary>An id, and nothing that could be part of another word.</summary>
    private static string Id(ParseResult parsed) => Guid.TryParse(parsed.GetRequiredValue(Person), out var id)
        ? id.ToString()
        : throw new HostRefusalException($"{parsed.GetRequiredValue(Person)} is not an object id (a GUID).");

    private sealed class Places(Storage? storage, IReadOnlyList<(string App, IStateStore Store)> stores) : IAsyncDisposable
    {
        public IReadOnlyList<(string App, PersonSearch Search)> Stores { get; } = [.. stores.Select(one => (one.App, new PersonSearch(one.App, one.Store)))];

        public ValueTask DisposeAsync() => storage?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
