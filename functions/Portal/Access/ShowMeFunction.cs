using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Access;

public sealed class ShowMeFunction(PortalDoor door)
{
    private const string Name = "ShowMe";

    /// <summary>Who is signed in, and which functions they may call: the pages hide what would be refused.</summary>
    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/me")] HttpRequest request) =>
        door.AnswerAsync(request, Name, admitted => Task.FromResult(Answers.Json(request, JsonSerializer.SerializeToUtf8Bytes(
            new Me(
                admitted.Person.Id,
                admitted.Person.Name,
                [.. admitted.Person.Roles.Order()],
                [.. AccessTable.Functions.Where(function => AccessTable.For(admitted.Person, function) is AccessDecision.Admit).Order(StringComparer.Ordinal)]),
            MeJson.Default.Me))));
}

/// <param name="May">Names of functions.</param>
internal sealed record Me(string Id, string Name, IReadOnlyList<PortalRole> Roles, IReadOnlyList<string> May);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<PortalRole>)])]
[JsonSerializable(typeof(Me))]
internal sealed partial class MeJson : JsonSerializerContext;
