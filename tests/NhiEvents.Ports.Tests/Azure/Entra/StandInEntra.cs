using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>An HTTP server on loopback in the place of Microsoft Graph and Azure Resource Manager. What it knows is the simulated tenant; how it says it is the services' own way.</summary>
internal sealed class StandInEntra : IDisposable
{
    /// <summary>The token of a caller without any permission.</summary>
    public const string PowerlessToken = "powerless";

    private readonly ConcurrentQueue<Scripted> _answers = new();
    private readonly ConcurrentQueue<Seen> _requests = new();
    private readonly WebApplication _server;
    private readonly EntraRoutes _powerful;
    private readonly EntraRoutes _powerless;

    public StandInEntra(EntraFixture tenant)
    {
        _powerful = new EntraRoutes(tenant.Directory, tenant.Exclusions, tenant.Credentials, tenant.Containment, new TenantRoutes(tenant));
        var (directory, exclusions, credentials, containment) = tenant.Powerless;
        _powerless = new EntraRoutes(directory, exclusions, credentials, containment);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
        _server.StartAsync().GetAwaiter().GetResult();
    }

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IReadOnlyList<Seen> Requests => [.. _requests];

    /// <summary>Rows of a page; small, so that every list of the suites has several.</summary>
    public int PageSize { get; set; } = 2;

    /// <param name="status">0 closes the connection without an answer.</param>
    /// <param name="thenDo">The request is carried out all the same.</param>
    public void AnswerNext(int status, string body = "", string? header = null, string? value = null, bool thenDo = false) => _answers.Enqueue(new Scripted(status, body, header, value, thenDo));

    public void Dispose() => ((IDisposable)_server).Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var seen = new Seen(request.Method, request.Path, request.QueryString.Value ?? "", Encoding.UTF8.GetString(body.ToArray()), request.Headers["ConsistencyLevel"].ToString(), request.Headers.Authorization.ToString());
        _requests.Enqueue(seen);
        context.Response.Headers["request-id"] = $"request-{_requests.Count}";
        if (_answers.TryDequeue(out var scripted))
        {
            if (scripted.ThenDo)
            {
                await CarryOutAsync(seen, context);
            }

            await WriteAsync(context, scripted);
            return;
        }

        var (status, answer) = await CarryOutAsync(seen, context);
        context.Response.StatusCode = status;
        if (answer is JsonObject json)
        {
            Page(json, context);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
        }
    }

    private static async Task WriteAsync(HttpContext context, Scripted scripted)
    {
        if (scripted.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = scripted.Status;
        if (scripted.Header is not null)
        {
            context.Response.Headers[scripted.Header] = scripted.Value;
        }

        await context.Response.WriteAsync(scripted.Body, context.RequestAborted);
    }

    private async Task<(int Status, JsonObject? Body)> CarryOutAsync(Seen seen, HttpContext context)
    {
        try
        {
            var routes = seen.Authorization == $"Bearer {PowerlessToken}" ? _powerless : _powerful;
            return await routes.CarryOutAsync(seen, context.RequestAborted);
        }
        catch (EntraException e)
        {
            if (e.RetryAfter is { } after)
            {
                context.Response.Headers.RetryAfter = after.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            }

            return Refusal(e);
        }
    }

    /// <remarks>Graph has one code for a missing permission and for an object that nobody like us may change.</remarks>
    private static (int Status, JsonObject Body) Refusal(EntraException e)
    {
        var (status, code) = e.Fault switch
        {
            EntraFault.Throttled => (429, "TooManyRequests"),
            EntraFault.NotFound => (404, "Request_ResourceNotFound"),
            EntraFault.Forbidden or EntraFault.ProtectedObject => (403, "Authorization_RequestDenied"),
            EntraFault.Invalid => (400, "Request_BadRequest"),
            EntraFault.Conflict => (409, "Request_MultipleObjectsWithSameKeyValue"),
            EntraFault.Transient => (503, "serviceNotAvailable"),
        };
        return (status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = e.Message } });
    }

    /// <summary>Cuts a list down to one page, with a link to the next.</summary>
    private void Page(JsonObject json, HttpContext context)
    {
        if (json["value"] is not JsonArray rows)
        {
            return;
        }

        var skip = int.Parse(context.Request.Query["$skiptoken"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        json["value"] = new JsonArray([.. rows.Skip(skip).Take(PageSize).Select(row => row?.DeepClone())]);
        if (rows.Count <= skip + PageSize)
        {
            return;
        }

        var query = context.Request.Query.Where(one => one.Key != "$skiptoken").SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value!)).Append(KeyValuePair.Create("$skiptoken", $"{skip + PageSize}"));
        var arm = context.Request.Query.ContainsKey("api-version");
        json[arm ? "nextLink" : "@odata.nextLink"] = new Uri(Address, context.Request.Path + new QueryBuilder(query).ToString()).ToString();
    }

    internal sealed record Seen(string Method, string Path, string Query, string Body, string ConsistencyLevel, string Authorization);

    private sealed record Scripted(int Status, string Body, string? Header, string? Value, bool ThenDo);
}
