using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Memory;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>What the apps of a host keep in memory.</summary>
internal static class StoredRows
{
    public static IEnumerable<(string App, string Partition, StateRow Row)> StateRows(this Storage storage) =>
        from one in AppStores.Here(storage)
        from kept in Assert.IsType<MemoryStateStore>(one.Store).ReadAll()
        select (one.App, kept.Partition, kept.Row);
}
