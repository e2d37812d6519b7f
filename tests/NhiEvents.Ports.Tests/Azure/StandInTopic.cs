using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Messaging.EventGrid;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>An HTTP server on loopback in the place of an Event Grid topic; the client that talks to it is the real one.</summary>
internal sealed class StandInTopic : IAsyncDisposable
{
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly ConcurrentQueue<(int Status, string Body)> _answers = new();
    private readonly WebApplication _server;

    private StandInTopic(WebApplication server) => _server = server;

    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>The events of the requests that were accepted.</summary>
    public IEnumerable<JsonElement> Events => Requests.Where(request => request.Answer == 200).SelectMany(request => JsonElement.Parse(request.Body).EnumerateArray());

    public static async Task<StandInTopic> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var topic = new StandInTopic(builder.Build());
        topic._server.Run(topic.AnswerAsync);
        await topic._server.StartAsync();
        return topic;
    }

    public EventGridPublisherClient Client()
    {
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var options = new EventGridPublisherClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) } };
        return new EventGridPublisherClient(new Uri(new Uri(address), "/api/events"), new AzureKeyCredential("key-1"), options);
    }

    /// <summary>Answers the next request so; one after the other, then 200.</summary>
    public void AnswerNext(int status, string body = "") => _answers.Enqueue((status, body));

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var (status, text) = _answers.TryDequeue(out var scripted) ? scripted : (200, "");
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _requests.Enqueue(new Request(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body, status));
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    internal sealed record Request(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body, int Answer);
}
