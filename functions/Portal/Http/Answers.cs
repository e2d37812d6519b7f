using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>Bodies that a caller may already have.</summary>
internal static class Answers
{
    /// <summary>JSON with an ETag from its content: 304 when the caller has just this.</summary>
    public static IResult Json(HttpRequest request, byte[] body) => Tagged(request, body, "application/json; charset=utf-8", "private, no-cache");

    public static IResult Missing(string what) =>
        Problem.Of(StatusCodes.Status404NotFound, "Not found", $"There is no such {what}, or it is not yours to see.");

    /// <summary>Whatever comes may be kept, but is asked for again each time.</summary>
    public static IResult Tagged(HttpRequest request, byte[] body, string type, string cacheControl)
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = cacheControl;
        return Holds(request.Headers.IfNoneMatch, tag) ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(body, type);
    }

    public static ListQuery QueryOf(HttpRequest request) =>
        new(request.Query.SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value)));

    public static string RouteValue(HttpRequest request, string name) => request.RouteValues[name]?.ToString() ?? "";

    private static bool Holds(StringValues tags, string tag) =>
        tags.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(one => one == tag || one == "W/" + tag || one == "*");
}
