using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Doctor;

/// <summary>Looks at this machine and this build, changes nothing.</summary>
internal static class Checks
{
    public static async Task<IReadOnlyList<Check>> RunAsync(DirectoryInfo state, int firstPort) =>
    [
        Runtime(),
        AzurePackages(),
        .. await AppsAsync(),
        .. Ports(firstPort),
        .. await StateAsync(state),
    ];

    private static Check Runtime() => new(Verdict.Ok, "runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");

    private static Check AzurePackages() => typeof(FunctionAttribute).Assembly.GetName().Name == "AzureSurface"
        ? new(Verdict.Note, "azure packages", "built without them: everything on this machine works, nothing reaches Azure (deployments are built with dotnet publish)")
        : new(Verdict.Ok, "azure packages", "the real ones");

    /// <summary>Builds every app as `nhi run` would.</summary>
    private static async Task<IReadOnlyList<Check>> AppsAsync()
    {
        var scheduler = new VirtualScheduler(DateTimeOffset.UnixEpoch);
        await using var storage = Storage.OpenInMemory(Topology.Shipped, scheduler.Time);
        try
        {
            var overrides = new ConfigurationBuilder().AddEnvironmentVariables("NHI_").Build();
            await using var host = await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, overrides, NullLoggerFactory.Instance);
            return [.. host.AppList.Select(app => new Check(Verdict.Ok, app.Name, $"{app.Functions.Count} function(s): {string.Join(", ", app.Functions.Select(function => function.Name))}"))];
        }
        catch (HostRefusalException fault)
        {
            return [new Check(Verdict.Missing, "apps", fault.Message)];
        }
    }

    private static IEnumerable<Check> Ports(int firstPort)
    {
        for (var i = 0; i < Apps.All.Count; i++)
        {
            if (!IsFree(firstPort + i))
            {
                yield return new Check(Verdict.Note, "port " + (firstPort + i), $"taken on 127.0.0.1 (app {Apps.All[i].Name}); is nhi running? Else choose others with --port");
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<Check>> StateAsync(DirectoryInfo folder)
    {
        if (!folder.Exists)
        {
            return [new Check(Verdict.Note, "state", $"{folder} does not exist yet; nhi run makes it")];
        }

        try
        {
            await using var storage = Storage.OpenFolder(folder.FullName, Topology.Shipped, TimeProvider.System);
            return [new Check(Verdict.Ok, "state", $"{folder}, {folder.EnumerateFiles().Sum(file => file.Length) / 1024} KB"), .. Queues(storage)];
        }
        catch (SqliteStorageException fault)
        {
            return [new Check(Verdict.Note, "state", fault.Message)];
        }
    }

    private static IEnumerable<Check> Queues(Storage storage) =>
        from path in storage.Broker.EntityPaths
        let count = storage.Broker.Count(path)
        where count.Active + count.Scheduled + count.DeadLettered > 0
        select new Check(
            count.DeadLettered > 0 ? Verdict.Missing : Verdict.Ok,
            path,
            $"{count.Active} waiting, {count.Scheduled} scheduled, {count.DeadLettered} dead-lettered");
}
