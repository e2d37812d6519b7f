using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NhiEvents.Core.Ticketing.Inbound;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Tickets;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Simulate;

/// <summary>The ticket system of the simulated world calls us: signed requests of Standard Webhooks into the HTTP function itself, and again later where that says so.</summary>
internal sealed class WebhookCalls
{
    private const string Sender = "desk";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Queue<TicketCall> _calls = new();
    private readonly Func<LocalHost> _host;
    private readonly string _secret;
    private readonly IReadOnlyList<string> _mapped;
    private readonly TimeProvider _time;
    private readonly Work _work;

    public WebhookCalls(SimulatedWorld world, Scheduler scheduler, Func<LocalHost> host)
    {
        (_host, _secret, _mapped, _time) = (host, SecretOf(world), world.Setting.ApproverAccounts, scheduler.Time);
        _work = scheduler.Register("the ticket system's webhooks", SendAsync);
    }

    /// <summary>The ticket system as a sender whom the Ticketing app knows.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(SimulatedWorld world)
    {
        const string At = $"{WebhookOptions.Section}:Senders:{Sender}:";
        var settings = new Dictionary<string, string?>
        {
            [At + "TenantId"] = world.Tenant.Options.TenantId,
            [At + "Scheme"] = nameof(SignatureScheme.StandardWebhooks),
            [At + "Secrets:0"] = SecretOf(world),
            [At + "Actions:0"] = "Approve",
            [At + "Actions:1"] = "Revoke",
        };
        foreach (var account in world.Setting.ApproverAccounts)
        {
            settings[$"{At}Users:{account}"] = account;
        }

        return settings;
    }

    public void Add(TicketCall call)
    {
        _calls.Enqueue(call);
        Start();
    }

    /// <summary>Calls what waits, also after the scheduler has forgotten everything.</summary>
    public void Start()
    {
        if (_calls.Count > 0)
        {
            _work.Wake(_time.GetUtcNow());
        }
    }

    private async Task<DateTimeOffset?> SendAsync(CancellationToken ct)
    {
        while (_calls.TryPeek(out var call))
        {
            switch (await CallAsync(call, ct))
            {
                case StatusCodes.Status202Accepted:
                    _calls.Dequeue();
                    break;
                case StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable:
                    return _time.GetUtcNow() + Pause;
                case StatusCodes.Status403Forbidden when !_mapped.Contains(call.PersonId):
                    _calls.Dequeue(); // whoever the ticket system knows, and we do not, decides nothing
                    break;
                case var status:
                    throw new InvalidOperationException($"A rightly signed webhook was answered with {status}.");
            }
        }

        return null;
    }

    /// <returns>The status of the answer.</returns>
    private async Task<int> CallAsync(TicketCall call, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = TicketWordOf(call),
            data = new { ticket = call.Ticket, user = call.PersonId, identity = call.IdentityId, exception = call.ExemptionId },
        });
        var (id, seconds) = ($"{call.Word}-{call.ExemptionId}", _time.GetUtcNow().ToUnixTimeSeconds());
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.RouteValues["sender"] = Sender;
        context.Request.Headers["webhook-id"] = id;
        context.Request.Headers["webhook-timestamp"] = seconds.ToString(CultureInfo.InvariantCulture);
        context.Request.Headers["webhook-signature"] = WebhookSignature.SignStandard(WebhookSignature.KeyOf(_secret), id, seconds, body);
        context.Request.ContentLength = body.Length;
        context.Request.Body = new MemoryStream(body);
        var app = _host().App("Ticketing");
        var answer = await app.InvokerOf(app.Functions.First(function => function.Name == "ReceiveWebhook")).CallAsync(context.Request, null, ct);
        return ((IStatusCodeHttpResult)answer!).StatusCode ?? StatusCodes.Status200OK;
    }

    private static string TicketWordOf(TicketCall call) => call.Word.ToString().ToLowerInvariant();

    private static string SecretOf(SimulatedWorld world) => "whsec_" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(world.Tenant.Options.TenantId + Sender)));
}
