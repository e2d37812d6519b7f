using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>An HTTP server on loopback in the place of Microsoft Graph's log pages: filters by time, pages by links, throttles and refuses when told to.</summary>
internal sealed partial class StandInGraph : IAsyncDisposable
{
    private readonly ConcurrentQueue<(int Status, string? RetryAfter, string Body)> _answers = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(DateTimeOffset At, string Json)>> _logs = new();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly WebApplication _server;

    private StandInGraph(WebApplication server) => _server = server;

    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IReadOnlyList<Request> Requests => [.. _requests];

    public static async Task<StandInGraph> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var graph = new StandInGraph(builder.Build());
        graph._server.Run(graph.AnswerAsync);
        await graph._server.StartAsync();
        return graph;
    }

    /// <param name="path">Version and collection.</param>
    /// <param name="kind">The sign-in event type, where the collection has several.</param>
    public void Add(string path, string? kind, DateTimeOffset at, string json) => _logs.GetOrAdd($"{path} {kind}", _ => new()).Enqueue((at, json));

    public void AnswerNext(int status, string? retryAfter, string body = "") => _answers.Enqueue((status, retryAfter, body));

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        _requests.Enqueue(new Request(request.Path, request.Query["$filter"].ToString(), request.Query["$top"].ToString(), request.Headers.Authorization.ToString()));
        if (_answers.TryDequeue(out var scripted))
        {
            context.Response.StatusCode = scripted.Status;
            context.Response.Headers.RetryAfter = scripted.RetryAfter ?? context.Response.Headers.RetryAfter;
            await context.Response.WriteAsync(scripted.Body, context.RequestAborted);
            return;
        }

        var filter = Filter().Match(request.Query["$filter"].ToString());
        Assert.True(filter.Success, $"a filter that this stand-in does not know: {request.Query["$filter"]}");
        var (from, until) = (Time(filter, "from"), Time(filter, "until"));
        var skip = int.Parse(request.Query["$skiptoken"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        var top = int.Parse(request.Query["$top"].ToString(), CultureInfo.InvariantCulture);
        var rows = _logs.GetValueOrDefault($"{request.Path.Value![1..]} {(filter.Groups["kind"].Success ? filter.Groups["kind"].Value : null)}")?
            .Where(row => row.At >= from && row.At < until).OrderByDescending(row => row.At).Select(row => row.Json).ToList() ?? []; // newest first, as Graph does
        var link = rows.Count > skip + top
            ? $",\"@odata.nextLink\":\"{new Uri(Address, $"{request.Path}?$filter={Uri.EscapeDataString(request.Query["$filter"].ToString())}&$top={top}&$skiptoken={skip + top}")}\""
            : "";
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($$"""{"@odata.context":"x"{{link}},"value":[{{string.Join(',', rows.Skip(skip).Take(top))}}]}"""), context.RequestAborted);
    }

    private static DateTimeOffset Time(Match filter, string group) => DateTimeOffset.Parse(filter.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<time>\w+) ge (?<from>[-0-9T:]+Z) and \k<time> lt (?<until>[-0-9T:]+Z)(?: and signInEventTypes/any\(t: t eq '(?<kind>\w+)'\))?$")]
    private static partial Regex Filter();

    internal sealed record Request(string Path, string Filter, string Top, string Authorization);
}
