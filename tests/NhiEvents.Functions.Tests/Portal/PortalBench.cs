using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Portal.Access;
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

    private readonly LocalBench _bench;
    private readonly HttpFrontDoor _door;
    private readonly string _keys;

    private PortalBench(LocalBench bench, HttpFrontDoor door, string keys, Uri address)
    {
        (_bench, _door, _keys, Address) = (bench, door, keys, address);
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public LocalApp App => _bench.Host.App("Portal");

    public static async Task<PortalBench> StartAsync(params IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        var bench = await LocalBench.CreateAsync(settings: settings.ToDictionary());
        var keys = Directory.CreateTempSubdirectory("nhi-portal-").FullName;
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            try
            {
                var door = await HttpFrontDoor.StartAsync(bench.Host.App("Portal"), IPAddress.Loopback, port, FunctionKeys.LoadOrCreate(keys), NullLogger.Instance);
                return new PortalBench(bench, door, keys, new Uri($"http://127.0.0.1:{port}"));
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

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _door.DisposeAsync();
        await _bench.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
