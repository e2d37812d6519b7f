using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Core.Ticketing.Inbound;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Functions.Tests.Local;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Triggers;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Ticketing;

/// <summary>The local host with all its apps, on real ports, with three senders that may call it.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string OldSecret = "whsec_b2xkZXIgc2VjcmV0IHRoYXQgaXMgc3RpbGwgdmFsaWQ=";
    public const string JiraSecret = "the secret that Jira was given";
    public const string ServiceNowSecret = "the secret that ServiceNow was given";
    public const string Account = "cccccccc-0000-4000-8000-000000000003";

    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-webhooks-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly Storage _storage;
    private readonly LocalHost _host;
    private FrontDoors? _doors;
    private Task? _running;

    private WebhookHost(Storage storage, LocalHost host) => (_storage, _host) = (storage, host);

    /// <summary>Port of the Ticketing app.</summary>
    public int Port { get; private set; }

    public Storage Storage => _storage;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 100 }) { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<WebhookHost> StartAsync(IReadOnlyDictionary<string, string?>? more = null, TenantPorts? tenant = null)
    {
        var scheduler = new WallScheduler(TimeProvider.System, NullLogger<WallScheduler>.Instance);
        var storage = Storage.OpenInMemory(Topology.Shipped, TimeProvider.System);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(Settings()).AddInMemoryCollection(more).Build();
        var host = new WebhookHost(storage, await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, settings, NullLoggerFactory.Instance, tenant: tenant));
        await host.OpenAsync();
        host._running = Task.Run(() => host._host.RunAsync(host._stop.Token));
        return host;
    }

    public Uri Address(string sender) => new($"http://127.0.0.1:{Port}/api/webhooks/{sender}");

    /// <summary>A request as a sender of Standard Webhooks makes it.</summary>
    public static HttpRequestMessage Standard(Uri address, string body, string secret = Secret, string id = "msg_1", DateTimeOffset? at = null)
    {
        var seconds = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) };
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.SignStandard(WebhookSignature.KeyOf(secret), id, seconds, bytes));
        return request;
    }

    /// <summary>Sends bytes as they are and returns the status; 0 when the host hangs up without a word.</summary>
    public async Task<int> RawAsync(byte[] request, CancellationToken ct)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port, ct);
        var stream = socket.GetStream();
        await stream.WriteAsync(request, ct);
        socket.Client.Shutdown(SocketShutdown.Send);
        var answer = new byte[16];
        var read = 0;
        try
        {
            for (int n; read < answer.Length && (n = await stream.ReadAsync(answer.AsMemory(read), ct)) > 0;)
            {
                read += n;
            }
        }
        catch (IOException)
        {
            // It has hung up.
        }

        return read >= 12 && int.TryParse(Encoding.ASCII.GetString(answer, 9, 3), CultureInfo.InvariantCulture, out var status) ? status : 0;
    }

    /// <summary>Webhooks that were taken.</summary>
    public int Deliveries => _storage.StateRows().Count(kept => kept.App == "ticketing" && kept.Partition != "~families" && kept.Row.RowKey.EndsWith("|delivery", StringComparison.Ordinal));

    /// <summary>Returns when nothing waits to be handled.</summary>
    public async Task IdleAsync(CancellationToken ct)
    {
        for (var quiet = 0; quiet < 3;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
            quiet = _storage.IsIdle(TimeProvider.System.GetUtcNow()) && !_host.IsBusy ? quiet + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_running ?? Task.CompletedTask);
        if (_doors is not null)
        {
            await _doors.DisposeAsync();
        }

        Client.Dispose();
        await _host.DisposeAsync();
        await _storage.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var ticketing = _host.AppList.ToList().FindIndex(app => app.Name == "Ticketing");
        for (var attempts = 5; ; attempts--)
        {
            try
            {
                var first = FreePorts.Next();
                _doors = await FrontDoors.OpenAsync(_host, IPAddress.Loopback, first, FunctionKeys.LoadOrCreate(_folder), PortalLinks.Create(), NullLoggerFactory.Instance, TextWriter.Null);
                Port = first + ticketing;
                return;
            }
            catch (HostRefusalException) when (attempts > 1)
            {
                // Somebody took one in between.
            }
        }
    }

    private static Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>();
        Add("standard", "StandardWebhooks", [Secret, OldSecret], "ann");
        Add("jira", "Jira", [JiraSecret], "5b10ac8d82e05b22cc7d4ef5");
        Add("servicenow", "ServiceNow", [ServiceNowSecret], "ann.admin");
        return settings;

        void Add(string name, string scheme, string[] secrets, string user)
        {
            var at = $"{WebhookOptions.Section}:Senders:{name}:";
            settings[at + "TenantId"] = "tenant";
            settings[at + "Scheme"] = scheme;
            settings[at + "Users:" + user] = Account;
            for (var i = 0; i < secrets.Length; i++)
            {
                settings[$"{at}Secrets:{i}"] = secrets[i];
            }

            string[] actions = ["Approve", "Deny", "Comment", "Close"];
            for (var i = 0; i < actions.Length; i++)
            {
                settings[$"{at}Actions:{i}"] = actions[i];
            }
        }
    }
}
