using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Control;

public sealed class ResumeWritesFunction(WriteBrake brake, PortalDoor door)
{
    private const string Name = "ResumeWrites";

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/system/resume")] HttpRequest request, CancellationToken ct) =>
        door.AnswerAsync(request, Name, async admitted =>
        {
            var body = await Answers.BodyAsync(request, BrakeJson.Default.ResumeBody, ct);
            await brake.ResumeAsync(body.TenantId, body.PolicyId, admitted.Person, ct);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
}

/// <summary>What is asked of writes.</summary>
internal sealed record BrakeBody
{
    public string? TenantId { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Which writes are to go on.</summary>
internal sealed record ResumeBody
{
    public string? TenantId { get; init; }

    /// <summary>Only those of the policy for which the policy writer stopped, because somebody else writes it too; absent: all that were stopped.</summary>
    public string? PolicyId { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BrakeBody))]
[JsonSerializable(typeof(ResumeBody))]
internal sealed partial class BrakeJson : JsonSerializerContext;
