using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Hosting.Ticketing;

namespace NhiEvents.Functions.Ticketing;

/// <summary>For ticket systems: Jira, ServiceNow, anything that signs as Standard Webhooks. The signature is the authentication, so there is no function key.</summary>
public sealed class ReceiveWebhookFunction(WebhookIntake intake)
{
    [Function("ReceiveWebhook")]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{sender}")] HttpRequest request, CancellationToken ct) =>
        intake.HandleAsync(request, request.RouteValues["sender"]?.ToString() ?? "", ct);
}
