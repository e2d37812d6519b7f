using Azure.Core;
using Azure.Data.Tables;
using NhiEvents.Azure.Tables;
using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Hosting;

/// <summary>The state of every app, by its name in lower case, as its table is called.</summary>
internal static class AppStores
{
    /// <summary>On this machine.</summary>
    public static IReadOnlyList<(string App, IStateStore Store)> Here(Storage storage) => [.. Names.Select(app => (app, storage.Table(app)))];

    /// <summary>On Azure.</summary>
    /// <param name="tables">Such as <c>https://youraccount.table.core.windows.net</c>.</param>
    public static IReadOnlyList<(string App, IStateStore Store)> OnAzure(Uri tables, TokenCredential credential) =>
        [.. Names.Select(app => (app, (IStateStore)new TableStateStore(new TableClient(tables, app, credential))))];

    private static IEnumerable<string> Names => Apps.All.Select(app => app.Name.ToLowerInvariant());
}
