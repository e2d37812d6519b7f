using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>A local host in memory and in virtual time, for a test to poke at.</summary>
internal sealed class LocalBench : IAsyncDisposable
{
    private LocalBench(VirtualScheduler scheduler, Storage storage, LocalHost host) => (Scheduler, Storage, Host) = (scheduler, storage, host);

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public VirtualScheduler Scheduler { get; }

    public Storage Storage { get; }

    public LocalHost Host { get; }

    public static async Task<LocalBench> CreateAsync(
        IReadOnlyList<AppDefinition>? apps = null, Topology? topology = null, IReadOnlyDictionary<string, string?>? settings = null, Func<VirtualScheduler, TenantPorts>? tenant = null)
    {
        var scheduler = new VirtualScheduler(Start);
        var shape = topology ?? Topology.Shipped;
        var storage = Storage.OpenInMemory(shape, scheduler.Time);
        var overrides = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        try
        {
            return new LocalBench(scheduler, storage, await LocalHost.CreateAsync(apps ?? Apps.All, storage, shape, scheduler, overrides, NullLoggerFactory.Instance, tenant: tenant?.Invoke(scheduler)));
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Storage.DisposeAsync();
    }
}
