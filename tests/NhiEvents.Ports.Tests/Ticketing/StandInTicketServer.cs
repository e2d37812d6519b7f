using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NhiEvents.Core.Ports;
using NhiEvents.Hosting.Ticketing;

namespace NhiEvents.Ports.Tests.Ticketing;

/// <summary>One ticket system's requests, as its documentation describes them.</summary>
internal interface IStandInTicketApi
{
    /// <returns>Status and body.</returns>
    (int Status, JsonNode? Body) Answer(HttpRequest request, byte[] body);

    IReadOnlyList<SeenTicket> Tickets { get; }
}

/// <summary>An HTTP server on loopback in the place of a ticket system; fails, and loses answers, when told to.</summary>
internal sealed class StandInTicketServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly IStandInTicketApi _api;
    private (int Status, string? RetryAfter, string Body)? _next;
    private bool _lose;

    private StandInTicketServer(WebApplication server, IStandInTicketApi api) => (_server, _api) = (server, api);

    public string Address => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public string? LastAuthorization { get; private set; }

    public static async Task<StandInTicketServer> StartAsync(IStandInTicketApi api)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new StandInTicketServer(builder.Build(), api);
        server._server.Run(server.AnswerAsync);
        await server._server.StartAsync();
        return server;
    }

    public TicketBench Bench(TicketSystemOptions options, bool searches) => new(
        TicketSystems.Create(options, new HttpClient(), TimeProvider.System),
        fault => AnswerNext(
            fault switch
            {
                TicketFault.Throttled => StatusCodes.Status429TooManyRequests,
                TicketFault.Unavailable => StatusCodes.Status503ServiceUnavailable,
                TicketFault.NotFound => StatusCodes.Status404NotFound,
                TicketFault.Refused => StatusCodes.Status403Forbidden,
            },
            null,
            """{"error":{"message":"told to fail"}}"""),
        () => _lose = true,
        () => _api.Tickets,
        searches)
    {
        Dispose = DisposeAsync,
    };

    public void AnswerNext(int status, string? retryAfter, string body) => _next = (status, retryAfter, body);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        LastAuthorization = context.Request.Headers.Authorization;
        if (_next is { } next)
        {
            _next = null;
            context.Response.StatusCode = next.Status;
            context.Response.Headers.RetryAfter = next.RetryAfter ?? context.Response.Headers.RetryAfter;
            await context.Response.WriteAsync(next.Body);
            return;
        }

        var (status, answer) = _api.Answer(context.Request, body.ToArray());
        if (_lose && !HttpMethods.IsGet(context.Request.Method))
        {
            _lose = false;
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (answer is not null)
        {
            await context.Response.WriteAsync(answer.ToJsonString());
        }
    }
}
