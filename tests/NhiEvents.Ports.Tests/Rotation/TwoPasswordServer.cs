using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace NhiEvents.Ports.Tests.Rotation;

/// <summary>A server on loopback whose one login accepts two passwords at a time, each until its end, by basic authentication.</summary>
internal sealed class TwoPasswordServer : IAsyncDisposable
{
    public const string Login = "reports";
    public const string Administrator = "administrator";
    public const string AdministratorPassword = "the administrator's password";

    private readonly Dictionary<string, JsonObject> _slots = [];
    private readonly WebApplication _server;
    private readonly TimeProvider _time;

    private TwoPasswordServer(WebApplication server, TimeProvider time) => (_server, _time) = (server, time);

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    /// <summary>Key ids, in order.</summary>
    public IReadOnlyList<string> Keys => [.. _slots.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The next request that changes something has its effect, and its answer is lost.</summary>
    public bool LosesNextAnswer { get; set; }

    public static async Task<TwoPasswordServer> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new TwoPasswordServer(builder.Build(), time);
        server._server.Run(server.AnswerAsync);
        await server._server.StartAsync();
        return server;
    }

    public void Put(string keyId, string displayName, DateTimeOffset startsAt, DateTimeOffset endsAt, string secret) =>
        _slots[keyId] = new JsonObject { ["displayName"] = displayName, ["startsAt"] = startsAt, ["endsAt"] = endsAt, ["secret"] = secret };

    public bool Accepts(string password) => _slots.Values.Any(slot => (string)slot["secret"]! == password && (DateTimeOffset)slot["endsAt"]! > _time.GetUtcNow());

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (user, password) = Shown(request);
        if (path is ["logins", Login, "test"])
        {
            context.Response.StatusCode = user == Login && Accepts(password) ? 204 : 401;
            return;
        }

        context.Response.StatusCode = (user, password) != (Administrator, AdministratorPassword) ? 401 : path is not ["logins", Login, "slots", ..] ? 404 : await ChangeAsync(request, path);
        if (context.Response.StatusCode == 200)
        {
            await context.Response.WriteAsJsonAsync(_slots.Select(slot => new { keyId = slot.Key, displayName = (string)slot.Value["displayName"]!, startsAt = (DateTimeOffset)slot.Value["startsAt"]!, endsAt = (DateTimeOffset)slot.Value["endsAt"]! }), context.RequestAborted);
        }
        else if (LosesNextAnswer)
        {
            LosesNextAnswer = false;
            context.Response.StatusCode = 503;
        }
    }

    private async Task<int> ChangeAsync(HttpRequest request, string[] path)
    {
        switch (request.Method, path.Length)
        {
            case ("GET", 3):
                return 200;
            case ("PUT", 4) when _slots.Count >= 2 && !_slots.ContainsKey(path[3]):
                return 409;
            case ("PUT", 4):
                _slots[path[3]] = (await JsonNode.ParseAsync(request.Body))!.AsObject();
                return 201;
            case ("DELETE", 4):
                return _slots.Remove(path[3]) ? 204 : 404;
            default:
                return 405;
        }
    }

    private static (string User, string Password) Shown(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } parameter })
        {
            return ("", "");
        }

        return Encoding.UTF8.GetString(Convert.FromBase64String(parameter)).Split(':', 2) is [var user, var password] ? (user, password) : ("", "");
    }
}
