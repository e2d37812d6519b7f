using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary>One app's port: its HTTP functions and its Event Grid endpoint on Kestrel.</summary>
internal sealed class HttpFrontDoor : IAsyncDisposable
{
    private readonly WebApplication _web;

    private HttpFrontDoor(WebApplication web) => _web = web;

    /// <summary>Most bytes of a request body; the platform takes 210 MB, the local host less: it shares one machine's memory.</summary>
    private const int MaxBodyBytes = 100_000_000;

    /// <summary>How long requests may go on after a stop; one of which the rest never comes would hold it up for good.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <exception cref="HostRefusalException">The address or port is not to be had.</exception>
    public static async Task<HttpFrontDoor> StartAsync(LocalApp app, IPAddress address, int port, FunctionKeys keys, ILogger log)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, ClosedByItsOwner>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Grace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, port);
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.AddServerHeader = false;
        });
        var web = builder.Build();
        foreach (var function in app.Functions.Where(function => function.Trigger is HttpTriggerAttribute))
        {
            Map(web, app, function, keys, log);
        }

        var eventGrid = app.Functions.Where(function => function.Trigger is EventGridTriggerAttribute)
            .ToDictionary(function => function.Name, function => new EventGridCall(app.InvokerOf(function), function), StringComparer.OrdinalIgnoreCase);
        if (eventGrid.Count > 0)
        {
            var endpoint = new EventGridEndpoint(eventGrid, keys, log);
            web.MapMethods(EventGridEndpoint.Path, [HttpMethods.Options, HttpMethods.Post], endpoint.HandleAsync);
        }

        try
        {
            await web.StartAsync();
        }
        catch (Exception fault) when (fault is IOException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            await web.DisposeAsync(); // the second kind: somebody else began to listen between our two calls
            throw new HostRefusalException($"Port {port} on {address} is taken. Stop what uses it, or choose other ports with --port.");
        }

        return new HttpFrontDoor(web);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private static void Map(WebApplication web, LocalApp app, FunctionDescriptor function, FunctionKeys keys, ILogger log)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        var invoker = app.InvokerOf(function);
        var route = app.RouteOf(function);
        web.MapMethods(route, trigger.Methods ?? [HttpMethods.Get, HttpMethods.Post], RunAsync);

        async Task<IResult> RunAsync(HttpRequest request, CancellationToken ct)
        {
            if (trigger.AuthLevel != AuthorizationLevel.Anonymous && !keys.Admits(request))
            {
                return Results.Unauthorized();
            }

            try
            {
                return await invoker.CallAsync(request, null, ct) as IResult ?? Results.NoContent();
            }
            catch (BadHttpRequestException refused)
            {
                return Results.StatusCode(refused.StatusCode); // too slow, too large or cut off: the client's matter
            }
            catch (Exception fault) when (fault is not OutOfMemoryException && !ct.IsCancellationRequested)
            {
                log.HttpFailed(function.ToString(), fault);
                return Results.StatusCode(StatusCodes.Status500InternalServerError);
            }
        }
    }

    /// <summary>In the place of one that hears Ctrl+C for itself, and holds it back from the program while that is not listening yet.</summary>
    private sealed class ClosedByItsOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
