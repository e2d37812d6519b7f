using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace NhiEvents.Functions.Portal.Http;

public sealed class ServePageFunction(PageFiles files)
{
    /// <summary>The pages hold nothing that is anybody's: all of that comes from the API.</summary>
    [Function("ServePage")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "portal/{*path}")] HttpRequest request)
    {
        Hardening.Apply(request.HttpContext.Response);
        return files.Serve(request, Answers.RouteValue(request, "path"));
    }
}
