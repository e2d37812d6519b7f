using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Exceptions;

/// <summary>How what became of a person's word is answered.</summary>
internal static class ExceptionAnswers
{
    public const string Key = "Idempotency-Key";

    public static IResult Of(HttpRequest request, AskOutcome outcome)
    {
        switch (outcome)
        {
            case AskOutcome.Asked asked:
                var address = "/api/exceptions/" + Uri.EscapeDataString(asked.ExceptionId);
                request.HttpContext.Response.Headers.Location = address;
                return Results.Json(new Accepted(asked.ExceptionId, address), ExceptionJson.Default.Accepted, statusCode: StatusCodes.Status202Accepted);
            case AskOutcome.Faulty faulty:
                return Problem.Of(StatusCodes.Status422UnprocessableEntity, "This would be refused", string.Join(' ', faulty.Faults.Select(fault => fault.Text)), faulty.Faults);
            case AskOutcome.Missing:
                return Answers.Missing("exception");
            case AskOutcome.Stale:
                return Problem.Of(StatusCodes.Status412PreconditionFailed, "It has changed", "The exception has changed since you looked at it. Look again, then decide.");
            case AskOutcome.KeyTaken:
                return Problem.Of(StatusCodes.Status422UnprocessableEntity, "The key was used for something else", $"You used this {Key} for something else before. Take a new one.");
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A person's word about the exception of the address.</summary>
    public static Task<IResult> SayAsync(this PortalDoor door, HttpRequest request, string function, WordDesk desk, ExceptionWordKind what, CancellationToken ct) =>
        door.AnswerAsync(request, function, async admitted => request.Headers.IfMatch.Count == 0
            ? Problem.Of(StatusCodes.Status428PreconditionRequired, "Which state did you see?", "Send the ETag of the exception as you saw it in If-Match, so that nobody decides on what has changed meanwhile.")
            : Of(request, await desk.SayAsync(
                Answers.RouteValue(request, "id"), what, await Answers.BodyAsync(request, ExceptionJson.Default.ExceptionWordBody, ct), request.Headers[Key], [.. request.Headers.IfMatch], admitted.Person, admitted.Scope, ct)));
}

/// <summary>The command is on its way.</summary>
/// <param name="Location">Where to look for what comes of it.</param>
internal sealed record Accepted(string Id, string Location);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<ExemptionKind>)], UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExceptionAsk))]
[JsonSerializable(typeof(ExceptionWordBody))]
[JsonSerializable(typeof(RequestPreview))]
[JsonSerializable(typeof(Accepted))]
internal sealed partial class ExceptionJson : JsonSerializerContext;
