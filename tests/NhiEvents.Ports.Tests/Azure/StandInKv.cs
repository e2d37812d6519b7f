using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>An HTTP server on loopback in the place of HashiCorp Vault's key-value engine, version 2, by its API reference.</summary>
internal sealed class StandInKv : IAsyncDisposable
{
    public const string Token = "hvs.token";

    private readonly Dictionary<string, Secret> _secrets = [];
    private readonly WebApplication _server;

    private StandInKv(WebApplication server) => _server = server;

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Answered instead, once.</summary>
    public int? NextStatus { get; set; }

    public static async Task<StandInKv> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var kv = new StandInKv(builder.Build());
        kv._server.Run(kv.AnswerAsync);
        await kv._server.StartAsync();
        return kv;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var body = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        var (status, answer) = request.Headers["X-Vault-Token"] != Token ? (403, Errors("permission denied"))
            : NextStatus is { } scripted ? (scripted, Errors("you sent " + text))
            : Answer(request, body);
        NextStatus = null;
        context.Response.StatusCode = status;
        if (answer is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        }
    }

    private (int Status, JsonObject? Body) Answer(HttpRequest request, JsonObject body)
    {
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(("v1", "secret", 4), (path[0], path[1], path.Length));
        var found = _secrets.GetValueOrDefault(path[3]);
        switch (request.Method, path[2])
        {
            case ("POST", "data"):
                found ??= _secrets[path[3]] = new Secret();
                found.Versions.Add(new Version(body["data"]!.DeepClone()));
                return (200, new JsonObject { ["data"] = Describe(found, found.Versions.Count) });
            case ("GET", "data"):
                var number = request.Query["version"].ToString() is { Length: > 0 } wish ? int.Parse(wish, CultureInfo.InvariantCulture) : found?.Versions.Count ?? 0;
                if (found is null || number < 1 || number > found.Versions.Count)
                {
                    return (404, Errors());
                }

                var version = found.Versions[number - 1];
                return (version.Deleted ? 404 : 200, new JsonObject
                {
                    ["data"] = new JsonObject { ["data"] = version.Deleted ? null : version.Data.DeepClone(), ["metadata"] = Describe(found, number) },
                });
            case ("GET", "metadata"):
                return found is null ? (404, Errors()) : (200, new JsonObject
                {
                    ["data"] = new JsonObject
                    {
                        ["current_version"] = found.Versions.Count,
                        ["custom_metadata"] = found.Custom.Count == 0 ? null : found.Custom.DeepClone(),
                        ["versions"] = new JsonObject(found.Versions.Select((_, i) => KeyValuePair.Create((i + 1).ToString(CultureInfo.InvariantCulture), (JsonNode?)Describe(found, i + 1)))),
                    },
                });
            case ("PATCH", "metadata"):
                Assert.Equal("application/merge-patch+json", request.ContentType);
                if (found is null)
                {
                    return (404, Errors());
                }

                foreach (var (name, value) in body["custom_metadata"]!.AsObject())
                {
                    found.Custom.Remove(name);
                    if (value is not null)
                    {
                        Assert.InRange(value.GetValue<string>().Length, 1, 512);
                        found.Custom[name] = value.DeepClone();
                    }
                }

                return (204, null);
            case ("POST", "delete" or "undelete"):
                foreach (var one in body["versions"]!.AsArray())
                {
                    found!.Versions[one!.GetValue<int>() - 1].Deleted = path[2] == "delete";
                }

                return (204, null);
            default:
                throw new InvalidOperationException($"a request that this stand-in does not know: {request.Method} {request.Path}");
        }
    }

    private static JsonObject Describe(Secret secret, int number) => new()
    {
        ["created_time"] = DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(number).ToString("O"),
        ["deletion_time"] = secret.Versions[number - 1].Deleted ? "2026-03-02T08:00:00Z" : "",
        ["destroyed"] = false,
        ["version"] = number,
    };

    private static JsonObject Errors(params string[] texts) => new() { ["errors"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]) };

    private sealed class Secret
    {
        public List<Version> Versions { get; } = [];

        public JsonObject Custom { get; } = [];
    }

    private sealed class Version(JsonNode data)
    {
        public JsonNode Data => data;

        public bool Deleted { get; set; }
    }
}
