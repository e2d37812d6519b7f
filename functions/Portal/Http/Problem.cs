using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>An answer that is a fault, as RFC 9457 has it: what is wrong, and what to do.</summary>
public sealed record Problem(string Title, int Status, string Detail)
{
    public static IResult Of(int status, string title, string detail) => Results.Bytes(
        JsonSerializer.SerializeToUtf8Bytes(new Problem(title, status, detail), ProblemJson.Default.Problem), "application/problem+json") is var body ? new WithStatus(body, status) : throw new InvalidOperationException();

    private sealed class WithStatus(IResult body, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            return body.ExecuteAsync(httpContext);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
