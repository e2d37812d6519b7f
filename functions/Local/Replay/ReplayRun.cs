using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Replay;

/// <summary>The system on a recorded input, in virtual time: the same function classes, one event after the other, as fast as the machine can.</summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    private readonly LogInput _input;
    private readonly Storage _storage;
    private readonly LocalHost _host;
    private readonly VirtualScheduler _scheduler;
    private readonly ILoggerFactory _logging;

    private ReplayRun(LogInput input, Storage storage, LocalHost host, VirtualScheduler scheduler, ILoggerFactory logging) =>
        (_input, _storage, _host, _scheduler, _logging) = (input, storage, host, scheduler, logging);

    public static async Task<ReplayRun> CreateAsync(LogInput input, CancellationToken ct)
    {
        var start = input.Index.Entries.Count > 0 ? new DateTimeOffset(input.Index.Entries[0].Ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
        var scheduler = new VirtualScheduler(start);
        var storage = Storage.OpenInMemory(Topology.Shipped, scheduler.Time);
        var logging = ConsoleLogging.Create(LogLevel.Error);
        var host = await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, new ConfigurationBuilder().Build(), logging);
        await RememberAsync(input.Index, host.App("Ingest").Services.GetRequiredService<KnownIdentityRepository>(), ct);
        return new ReplayRun(input, storage, host, scheduler, logging);
    }

    /// <summary>What a running system has learned by the time it matters: which identities are non-human. So the order of the rows decides nothing.</summary>
    private static async Task RememberAsync(LogIndex index, KnownIdentityRepository known, CancellationToken ct)
    {
        foreach (var ((tenant, identity), evidence) in index.Evidence.Where(shown => Classification.For(shown.Value).IsNonHuman))
        {
            await known.RememberAsync(new KnownIdentity(tenant, identity, [.. evidence])
            {
                AccountNames = index.AccountNames.TryGetValue((tenant, identity), out var names) ? [.. names] : null,
            }, ct);
        }
    }

    public async Task<Results> RunAsync(CancellationToken ct)
    {
        using (var progress = new ProgressLine("Replaying", _input.Index.Entries.Count))
        {
            _ = new LogFeed(_input.Index, _storage.Log, EventHubs.EntraLogs, _scheduler, rows => progress.MoveTo(rows));
            await _host.RunAsync(ct);
        }

        ct.ThrowIfCancellationRequested();
        return await Results.ReadAsync(_storage, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _storage.DisposeAsync();
        _logging.Dispose();
    }
}
