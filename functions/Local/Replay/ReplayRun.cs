using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ingest;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Replay;

/// <summary>The system on a recorded input, in virtual time: the same function classes, one event after the other, as fast as the machine can.</summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    /// <summary>Once the rows are over, only deadlines move the clock: that a log is silent then says nothing. Results look at the rows' own times instead.</summary>
    private static readonly Dictionary<string, string?> NoClock = new() { ["AzureWebJobs:WatchSources:Disabled"] = "true" };

    private readonly LogInput _input;
    private readonly Storage _storage;
    private readonly LocalHost _host;
    private readonly VirtualScheduler _scheduler;
    private readonly ILoggerFactory _logging;
    private readonly DataFiles _data;
    private readonly DetectionOptions _options;

    private ReplayRun(LogInput input, Storage storage, LocalHost host, VirtualScheduler scheduler, ILoggerFactory logging, ContextInput context) =>
        (_input, _storage, _host, _scheduler, _logging, _data, _options) = (input, storage, host, scheduler, logging, context.Data, context.ReadDetection());

    public static async Task<Results> RunAsync(LogInput input, ContextInput context, CancellationToken ct)
    {
        await using var replay = await CreateAsync(input, context, ct);
        return await replay.RunAsync(ct);
    }

    private static async Task<ReplayRun> CreateAsync(LogInput input, ContextInput context, CancellationToken ct)
    {
        var start = input.Index.Entries.Count > 0 ? new DateTimeOffset(input.Index.Entries[0].Ticks, TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
        var scheduler = new VirtualScheduler(start);
        var storage = Storage.OpenInMemory(Topology.Shipped, scheduler.Time);
        var logging = ConsoleLogging.Create(LogLevel.Error);
        var host = await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, new ConfigurationBuilder().AddConfiguration(context.Config.Settings).AddInMemoryCollection(NoClock).AddInMemoryCollection(Unsealed.Settings).Build(), logging, context.Data);
        await RememberAsync(input.Index, host.App("Ingest").Services.GetRequiredService<KnownIdentityRepository>(), ct);
        var known = input.Index.Identities.Where(identity => identity.IsNonHuman).Select(identity => identity.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await ContextImport.SendAsync(new SqliteMessageBus(storage.Broker), ContextImport.Plan(context.Facts, known, [], context.Sources, start), ct);
        return new ReplayRun(input, storage, host, scheduler, logging, context);
    }

    /// <summary>What a running system has learned by the time it matters: which identities are non-human. So the order of the rows decides nothing.</summary>
    private static async Task RememberAsync(LogIndex index, KnownIdentityRepository known, CancellationToken ct)
    {
        foreach (var identity in index.Identities.Where(identity => identity.IsNonHuman))
        {
            await known.RememberAsync(identity.ToKnown(), ct);
        }
    }

    private async Task<Results> RunAsync(CancellationToken ct)
    {
        using (var progress = new ProgressLine("Replaying", _input.Index.Entries.Count))
        {
            _ = new LogFeed(_input.Index, _storage.Log, EventHubs.EntraLogs, _scheduler, rows => progress.MoveTo(rows));
            await _host.RunAsync(ct);
        }

        ct.ThrowIfCancellationRequested();
        return await Results.ReadAsync(_storage, ct, _data, _options);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _storage.DisposeAsync();
        _logging.Dispose();
    }
}
