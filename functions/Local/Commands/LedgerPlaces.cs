using System.CommandLine;
using Azure.Core;
using Azure.Identity;
using NhiEvents.Azure.Blobs;
using NhiEvents.Azure.Graph;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Files;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary>Where the ledgers of the apps are, and their seals: of a stopped <c>nhi run</c>, or on Azure.</summary>
internal sealed class LedgerPlaces : IAsyncDisposable
{
    private static readonly Option<DirectoryInfo> State = StateOption.Create();

    private static readonly Option<Uri?> Tables = TablesOption.Create(", with --seals");

    private static readonly Option<string?> SealsPlace = new("--seals") { Description = "Folder of the seals, best on another disk (default: seals/ in the state folder), or with --tables the address of their storage account", HelpName = "DIR|ADDRESS" };

    private readonly Storage? _storage;
    private readonly Func<string, ISealStore> _sealsOf;

    private LedgerPlaces(IReadOnlyList<(string App, IStateStore Store)> stores, Func<string, ISealStore> sealsOf, Storage? storage) => (Stores, _sealsOf, _storage) = (stores, sealsOf, storage);

    /// <summary>By the apps' names in lower case; only of those that keep a ledger.</summary>
    public IReadOnlyList<(string App, IStateStore Store)> Stores { get; }

    /// <summary>On this machine.</summary>
    public bool IsHere => _storage is not null;

    public ISealStore SealsOf(string app) => _sealsOf(app);

    /// <param name="onAzure">The command can do it there too.</param>
    public static void AddTo(Command command, bool onAzure)
    {
        command.Options.Add(State);
        command.Options.Add(SealsPlace);
        if (onAzure)
        {
            command.Options.Add(Tables);
        }
    }

    /// <exception cref="HostRefusalException">There is no such state.</exception>
    public static LedgerPlaces Open(ParseResult parsed)
    {
        var seals = parsed.GetValue(SealsPlace);
        if (parsed.GetValue(Tables) is { } tables)
        {
            var credential = new DefaultAzureCredential(includeInteractiveCredentials: false);
            return new LedgerPlaces(WithLedger(AppStores.OnAzure(tables, credential)), app => OnAzure(seals, app, credential), storage: null);
        }

        var state = parsed.GetRequiredValue(State);
        var storage = StateOption.Open(state);
        var folder = new FileSealStore(seals ?? Path.Combine(state.FullName, "seals"));
        return new LedgerPlaces(WithLedger(AppStores.Here(storage)), _ => folder, storage);
    }

    public ValueTask DisposeAsync() => _storage?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static IReadOnlyList<(string App, IStateStore Store)> WithLedger(IReadOnlyList<(string App, IStateStore Store)> stores) =>
        [.. stores.Where(one => Apps.WithLedger.Any(app => app.Name.Equals(one.App, StringComparison.OrdinalIgnoreCase)))];

    private static BlobSealStore OnAzure(string? account, string app, TokenCredential credential) =>
        TablesOption.IsHttps(account, out var address)
            ? new BlobSealStore(new GraphCall(new HttpClient(), credential, BlobSealStore.Audience).SendAsync, new Uri(address, $"seals-{app}"))
            : throw new HostRefusalException("--tables needs --seals ADDRESS, the https address of the storage account with the seals, such as https://stseal<token>.blob.core.windows.net");
}
