using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Azure.KeyVault;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>An HTTPS server on loopback in the place of Azure Key Vault's secrets, by its REST reference; the client that talks to it is the real one.</summary>
/// <remarks>The client sends no token to what is not HTTPS. A request without a token is answered with the challenge that names the authority and the resource.</remarks>
internal sealed class StandInKeyVault : IAsyncDisposable
{
    private const int PageSize = 25;

    private static int _started;

    private readonly ConcurrentQueue<(int Status, string Body, string? RetryAfter)> _answers = new();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly Dictionary<string, List<JsonObject>> _secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _server;
    private readonly HttpClient _client;
    private long _clock = 1_750_000_000;

    private StandInKeyVault(WebApplication server, X509Certificate2 certificate)
    {
        (_server, _certificate) = (server, certificate);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _certificate.Thumbprint },
        });
    }

    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>A name of its own, never used before: the client keeps challenges per host and port for the whole process, and the system gives a closed server's port to the next one.</summary>
    public Uri Address { get; } = new($"https://kv-{Interlocked.Increment(ref _started)}.vault.azure.net/");

    public static async Task<StandInKeyVault> StartAsync()
    {
        var certificate = NewCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)));
        var vault = new StandInKeyVault(builder.Build(), certificate);
        vault._server.Run(vault.AnswerAsync);
        await vault._server.StartAsync();
        return vault;
    }

    public SecretClient Client(StandInCredential credential)
    {
        var options = KeyVaultSecretVault.ClientOptions();
        options.Transport = new HttpClientTransport(_client);
        return new SecretClient(Address, credential, options);
    }

    /// <summary>Answers the next authenticated request so.</summary>
    public void AnswerNext(int status, string body = "{}", string? retryAfter = null) => _answers.Enqueue((status, body, retryAfter));

    public void PassASecond() => _clock++;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    /// <summary>Whatever the name, the server is the one on this machine.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var listening = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, listening.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _requests.Enqueue(new Request(context.Request.Method, context.Request.Path, context.Request.Headers.Authorization.ToString(), body));
        if (context.Request.Headers.Authorization != "Bearer token-1")
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer authorization=\"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555\", resource=\"https://vault.azure.net\"";
            return;
        }

        var scripted = _answers.TryDequeue(out var next);
        var (status, answer) = scripted ? (next.Status, next.Body) : Answer(context.Request, body);
        context.Response.Headers.RetryAfter = scripted ? next.RetryAfter : null;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private (int Status, string Body) Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("secrets", path[0]);
        Assert.NotEmpty(request.Query["api-version"].ToString());
        var versions = _secrets.GetValueOrDefault(path[1]);
        return (request.Method, path.Length) switch
        {
            ("PUT", 2) => (200, Set(path[1], JsonNode.Parse(body)!.AsObject()).ToJsonString()),
            ("GET", 3) when path[2] == "versions" => versions is null ? NotFound : (200, Page(versions, request).ToJsonString()),
            ("GET", 2) => versions is null ? NotFound : Show(versions[^1]),
            ("GET", 3) => Find(path) is { } found ? Show(found) : NotFound,
            ("PATCH", 3) => Find(path) is { } changed ? (200, Bare(Change(changed, JsonNode.Parse(body)!.AsObject())).ToJsonString()) : NotFound,
            _ => throw new InvalidOperationException($"a request that this stand-in does not know: {request.Method} {request.Path}"),
        };
    }

    private static (int Status, string Body) NotFound => (404, """{"error":{"code":"SecretNotFound","message":"A secret with (name/id) was not found in this key vault."}}""");

    private static (int Status, string Body) Show(JsonObject secret) => secret["attributes"]!["enabled"]!.GetValue<bool>()
        ? (200, secret.ToJsonString())
        : (403, """{"error":{"code":"Forbidden","message":"Operation get is not allowed on a disabled secret.","innererror":{"code":"SecretDisabled"}}}""");

    /// <summary>The service gives at most 25 versions at once.</summary>
    private JsonObject Page(List<JsonObject> versions, HttpRequest request)
    {
        var skip = int.Parse(request.Query["$skiptoken"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        var more = versions.Count > skip + PageSize;
        return new JsonObject
        {
            ["value"] = new JsonArray([.. versions.Skip(skip).Take(PageSize).Select(Bare)]),
            ["nextLink"] = more ? new Uri(Address, $"{request.Path}?api-version={request.Query["api-version"]}&$skiptoken={(skip + PageSize).ToString(CultureInfo.InvariantCulture)}").ToString() : null,
        };
    }

    private JsonObject? Find(string[] path) => _secrets.GetValueOrDefault(path[1])?.Find(secret => secret["id"]!.GetValue<string>().EndsWith(path[2], StringComparison.Ordinal));

    private JsonObject Set(string name, JsonObject wish)
    {
        if (!_secrets.TryGetValue(name, out var versions))
        {
            _secrets[name] = versions = [];
        }

        var secret = new JsonObject
        {
            ["value"] = wish["value"]!.DeepClone(),
            ["id"] = $"https://vault1.vault.azure.net/secrets/{name}/{(versions.Count + 1).ToString("x32", CultureInfo.InvariantCulture)}",
            ["attributes"] = new JsonObject { ["enabled"] = true, ["created"] = _clock, ["updated"] = _clock, ["recoveryLevel"] = "Recoverable+Purgeable" },
        };
        versions.Add(Change(secret, wish));
        return secret;
    }

    private static JsonObject Change(JsonObject secret, JsonObject wish)
    {
        foreach (var (name, value) in wish["attributes"] as JsonObject ?? [])
        {
            secret["attributes"]![name] = value?.DeepClone();
        }

        if (wish["tags"] is { } tags)
        {
            secret["tags"] = tags.DeepClone();
        }

        return secret;
    }

    private static JsonObject Bare(JsonObject secret)
    {
        var bare = secret.DeepClone().AsObject();
        bare.Remove("value");
        return bare;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }

    internal sealed record Request(string Method, string Path, string Authorization, string Body);
}
