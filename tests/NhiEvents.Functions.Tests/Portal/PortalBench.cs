using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Triggers;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>The portal's app behind its front door on Kestrel.</summary>
internal sealed class PortalBench : IAsyncDisposable
{
    /// <summary>App Service sets it where its sign-in is on.</summary>
    public static readonly KeyValuePair<string, string?> PlatformIsOn = new("WEBSITE_AUTH_ENABLED", "True");

    /// <summary>As on Azure.</summary>
    public static readonly KeyValuePair<string, string?>[] Platform = [new("Portal:SignIn", "Platform"), PlatformIsOn];

    private readonly IReadOnlyList<IAsyncDisposable> _owned;
    private readonly HttpFrontDoor _door;
    private readonly string _keys;

    /// <summary>State and messages of all apps; absent on a clock that runs.</summary>
    public Storage Storage { get; private set; } = null!;

    private PortalBench(LocalApp app, HttpFrontDoor door, string keys, Uri address, IReadOnlyList<IAsyncDisposable> owned)
    {
        (App, _door, _keys, Address, _owned) = (app, door, keys, address, owned);
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public LocalApp App { get; }

    /// <summary>What has left for other apps.</summary>
    public List<(string Entity, OutgoingMessage Message)> Sent { get; } = [];

    /// <summary>In virtual time, which stands still.</summary>
    public static async Task<PortalBench> StartAsync(params IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        var bench = await LocalBench.CreateAsync(settings: settings.ToDictionary());
        var portal = await ServeAsync(bench.Host.App("Portal"), bench);
        portal.Storage = bench.Storage;
        bench.Storage.Broker.Sent += (entity, messages) => portal.Sent.AddRange(messages.Select(message => (entity, message)));
        return portal;
    }

    /// <summary>On a clock that runs.</summary>
    public static async Task<PortalBench> StartOnTheClockAsync(TimeProvider clock, params IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        var storage = Storage.OpenInMemory(Topology.Shipped, clock);
        var app = LocalApp.Create(
            Apps.All.First(app => app.Name == "Portal"),
            services => services.AddSingleton(clock).AddLogging()
                .AddSingleton(storage.Table("portal")).AddSingleton<IMessageBus>(new SqliteMessageBus(storage.Broker)).AddSingleton<IDeadLetters>(new SqliteDeadLetters(storage.Broker)),
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return await ServeAsync(app, app, storage);
    }

    private static async Task<PortalBench> ServeAsync(LocalApp app, params IReadOnlyList<IAsyncDisposable> owned)
    {
        var keys = Directory.CreateTempSubdirectory("nhi-portal-").FullName;
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            try
            {
                var door = await HttpFrontDoor.StartAsync(app, IPAddress.Loopback, port, FunctionKeys.LoadOrCreate(keys), NullLogger.Instance);
                return new PortalBench(app, door, keys, new Uri($"http://127.0.0.1:{port}"), owned);
            }
            catch (HostRefusalException) when (attempt < 5)
            {
                // Somebody took it in between.
            }
        }
    }

    /// <summary>A session on one machine.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Session(string token, params PortalRole[] roles) =>
    [
        new("Portal:SignIn", "Session"), new("Portal:Sessions:0:Token", token), new("Portal:Sessions:0:PersonId", "p1"), new("Portal:Sessions:0:Name", "Pat"),
        .. roles.Select((role, i) => new KeyValuePair<string, string?>($"Portal:Sessions:0:Roles:{i}", role.ToString())),
    ];

    /// <summary>The header that App Service writes for somebody with these roles.</summary>
    public static string Principal(IEnumerable<string> roles, string id = "person-1", string name = "Pat", string? tokenType = null) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
    {
        auth_typ = "aad",
        name_typ = "name",
        role_typ = "roles",
        claims = new[] { ("http://schemas.microsoft.com/identity/claims/objectidentifier", id), ("name", name), ("preferred_username", name + "@contoso.example"), ("idtyp", tokenType ?? "user") }
            .Concat(roles.Select(role => ("roles", role))).Select(claim => new { typ = claim.Item1, val = claim.Item2 }),
    }));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>As a page sends it.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers.Append(("X-Nhi-Request", "1")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _door.DisposeAsync();
        foreach (var one in _owned)
        {
            await one.DisposeAsync();
        }

        Directory.Delete(_keys, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
