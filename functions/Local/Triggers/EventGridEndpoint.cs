using System.Text.Json;
using Azure.Messaging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ports;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Triggers;

/// <summary><c>/runtime/webhooks/EventGrid?functionName=…</c>: where Event Grid, or anyone with the key, delivers CloudEvents to an app.</summary>
internal sealed class EventGridEndpoint(IReadOnlyDictionary<string, EventGridCall> functions, FunctionKeys keys, ILogger log)
{
    public const string Path = "/runtime/webhooks/EventGrid";

    public Task<IResult> HandleAsync(HttpRequest request, CancellationToken ct)
    {
        if (!keys.Admits(request))
        {
            return Task.FromResult(Results.Unauthorized());
        }

        var name = request.Query["functionName"].FirstOrDefault() ?? "";
        if (!functions.TryGetValue(name, out var call))
        {
            return Task.FromResult(Results.Text($"No Event Grid function \"{name}\" in this app; it has: {string.Join(", ", functions.Keys.Order())}.", statusCode: 404));
        }

        return HttpMethods.IsOptions(request.Method) ? Task.FromResult(Handshake(request)) : DeliverAsync(name, call, request, ct);
    }

    /// <summary>The CloudEvents abuse-protection handshake.</summary>
    private static IResult Handshake(HttpRequest request)
    {
        var origin = request.Headers["WebHook-Request-Origin"].FirstOrDefault();
        if (string.IsNullOrEmpty(origin))
        {
            return Results.Text("WebHook-Request-Origin is missing.", statusCode: 400);
        }

        request.HttpContext.Response.Headers["WebHook-Allowed-Origin"] = origin;
        request.HttpContext.Response.Headers["WebHook-Allowed-Rate"] = "*";
        return Results.Ok();
    }

    private async Task<IResult> DeliverAsync(string name, EventGridCall call, HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > IEventPublisher.MaxBatchBytes)
        {
            return Results.Text("Over 1 MB.", statusCode: 413);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        if (ValidationCode(request, body.GetBuffer().AsSpan(0, (int)body.Length)) is { } code)
        {
            return Results.Text($$"""{"validationResponse":{{JsonSerializer.Serialize(code)}}}""", "application/json");
        }

        CloudEvent[] events;
        try
        {
            events = CloudEvent.ParseMany(new BinaryData(body.ToArray()));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            return Results.Text("Not CloudEvents 1.0 JSON: " + fault.Message, statusCode: 400);
        }

        try
        {
            await call.RunAsync(events, ct);
            return Results.Accepted();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            log.EventsFailed(name, events.Length, 1, fault);
            return Results.StatusCode(500);
        }
    }

    /// <summary>The older handshake: an event of the Event Grid schema that carries a code to send back.</summary>
    private static string? ValidationCode(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (request.Headers["aeg-event-type"].FirstOrDefault() != "SubscriptionValidation")
        {
            return null;
        }

        var reader = new Utf8JsonReader(body);
        using var events = JsonDocument.ParseValue(ref reader);
        return events.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
            && list[0].TryGetProperty("data", out var data) && data.TryGetProperty("validationCode", out var code) ? code.GetString() : null;
    }
}
