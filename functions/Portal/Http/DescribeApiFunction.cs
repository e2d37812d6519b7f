using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace NhiEvents.Functions.Portal.Http;

public sealed class DescribeApiFunction(PortalDoor door)
{
    private const string Name = "DescribeApi";

    private static readonly Lazy<byte[]> Description = new(() =>
    {
        using var stream = typeof(DescribeApiFunction).Assembly.GetManifestResourceStream("openapi.json")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    });

    [Function(Name)]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request) =>
        door.AnswerAsync(request, Name, _ => Task.FromResult(Answers.Json(request, Description.Value)));
}
