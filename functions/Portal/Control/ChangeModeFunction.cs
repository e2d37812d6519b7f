using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Control;

public sealed class ChangeModeFunction(WriteBrake brake, PortalDoor door)
{
    private const string Name = "ChangeMode";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/system/mode")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
        {
            var body = await Answers.BodyAsync(request, ModeJson.Default.ModeBody, ct);
            await brake.ChangeModeAsync(body.TenantId, body.Mode, body.PolicyId, admitted.Person, ct);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
}

/// <summary>How far exceptions may go.</summary>
internal sealed record ModeBody
{
    public string? TenantId { get; init; }

    public ExceptionMode? Mode { get; init; }

    /// <summary>Null: the whole tenant.</summary>
    public string? PolicyId { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<ExceptionMode>)], UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ModeBody))]
internal sealed partial class ModeJson : JsonSerializerContext;
