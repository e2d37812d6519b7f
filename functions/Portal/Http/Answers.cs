using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Audit;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>What the API takes and gives.</summary>
internal static class Answers
{
    private const int MaxBody = 16 * 1024;

    /// <summary>JSON with an ETag from its content: 304 when the caller has just this.</summary>
    public static IResult Json(HttpRequest request, byte[] body) => Tagged(request, body, "application/json; charset=utf-8", "private, no-cache");

    public static IResult Missing(string what) =>
        Problem.Of(StatusCodes.Status404NotFound, "Not found", $"There is no such {what}, or it is not yours to see.");

    /// <summary>Whatever comes may be kept, but is asked for again each time.</summary>
    public static IResult Tagged(HttpRequest request, byte[] body, string type, string cacheControl)
    {
        var tag = EntityTag.Of(body);
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = cacheControl;
        return EntityTag.Holds(request.Headers.IfNoneMatch, tag) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(body, type);
    }

    /// <summary>To be kept as a file; says in a header when there was more than it holds.</summary>
    public static IResult File(HttpRequest request, AuditFile file)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers["X-Nhi-More"] = file.More ? "1" : "0";
        return Results.File(file.Body, file.ContentType, file.Name);
    }

    public static ListQuery QueryOf(HttpRequest request) =>
        new(request.Query.SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value)));

    public static string RouteValue(HttpRequest request, string name) => request.RouteValues[name]?.ToString() ?? "";

    /// <exception cref="BadRequestException">The body is too large, or not what is expected.</exception>
    public static async Task<T> BodyAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        if (request.ContentLength is not <= MaxBody)
        {
            throw new BadRequestException("The body", $"must say its length, at most {MaxBody} bytes.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, ct) ?? throw new BadRequestException("The body", "is empty; it must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new BadRequestException("The body", "is not the JSON object that /api/openapi.json describes.");
        }
    }
}
