using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>An answer that is a fault, as RFC 9457 has it: what is wrong, and what to do.</summary>
public sealed record Problem(string Title, int Status, string Detail)
{
    /// <summary>Every fault, by the member that it is about; absent when there is one fault that is about no member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PreviewFault>? Errors { get; init; }

    public static IResult Of(int status, string title, string detail, IReadOnlyList<PreviewFault>? errors = null) => new Answer(new Problem(title, status, detail) { Errors = errors });

    private sealed class Answer(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = problem.Status;
            httpContext.Response.ContentType = "application/problem+json";
            return JsonSerializer.SerializeAsync(httpContext.Response.Body, problem, ProblemJson.Default.Problem, httpContext.RequestAborted);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
