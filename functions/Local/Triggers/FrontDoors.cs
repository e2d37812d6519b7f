using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>The ports of all apps: app <c>n</c> listens on the first port plus <c>n</c>, so an app's port does not depend on which others have one.</summary>
internal sealed class FrontDoors : IAsyncDisposable
{
    /// <summary>The app that has it serves people, who need a link and no list of addresses.</summary>
    private const string PortalFunction = "OpenPortal";

    private readonly List<HttpFrontDoor> _open = [];

    public static async Task<FrontDoors> OpenAsync(
        LocalHost host, IPAddress address, int firstPort, FunctionKeys keys, PortalLinks portal, ILoggerFactory logging, TextWriter output)
    {
        var doors = new FrontDoors();
        try
        {
            for (var i = 0; i < host.AppList.Count; i++)
            {
                var app = host.AppList[i];
                if (app.NeedsPort)
                {
                    // The portal's tokens would cross a network in the clear: it stays on this machine.
                    var at = ServesPeople(app) && !IPAddress.IsLoopback(address) ? IPAddress.Loopback : address;
                    doors._open.Add(await HttpFrontDoor.StartAsync(app, at, firstPort + i, keys, logging.CreateLogger("NhiEvents." + app.Name)));
                    Describe(app, new IPEndPoint(at, firstPort + i), portal, output);
                }
            }

            output.WriteLine($"Key for these addresses (header x-functions-key): in {keys.Path}");
            return doors;
        }
        catch
        {
            await doors.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_open.Select(door => door.DisposeAsync().AsTask()));

    private static bool ServesPeople(LocalApp app) => app.Functions.Any(function => function.Name == PortalFunction);

    private static void Describe(LocalApp app, IPEndPoint at, PortalLinks portal, TextWriter output)
    {
        if (ServesPeople(app))
        {
            output.WriteLine($"{app.Name,-10} GET   http://{at}/api/health");
            output.WriteLine($"{app.Name,-10} GET   http://{at}/api/openapi.json (describes the API; Authorization: Bearer and a token below)");
            portal.Write(at, output);
            return;
        }

        foreach (var function in app.Functions)
        {
            switch (function.Trigger)
            {
                case HttpTriggerAttribute http:
                    var methods = string.Join(",", http.Methods ?? ["get", "post"]).ToUpperInvariant();
                    output.WriteLine($"{app.Name,-10} {methods,-5} http://{at}{app.RouteOf(function)}");
                    break;
                case EventGridTriggerAttribute:
                    output.WriteLine($"{app.Name,-10} POST  http://{at}{EventGridEndpoint.Path}?functionName={function.Name}");
                    break;
                default:
                    break;
            }
        }
    }
}
