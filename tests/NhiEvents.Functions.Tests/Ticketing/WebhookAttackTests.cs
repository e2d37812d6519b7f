using System.Globalization;
using System.Net;
using System.Text;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Functions.Tests.Ticketing;

/// <summary>Webhooks over HTTP against the real host: what is right is taken once, what is wrong never.</summary>
[Collection(Alone)]
public sealed class WebhookAttackTests
{
    /// <summary>Not beside other tests, whose memory would be taken for the attacks'.</summary>
    internal const string Alone = "alone";

    private const string Body = """{"type":"close","data":{"ticket":"INC0010023","user":"ann"}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_attack_is_accepted_none_is_a_server_error_and_memory_stays_flat()
    {
        await using var host = await WebhookHost.StartAsync(new Dictionary<string, string?> { [$"{WebhookOptions.Section}:RefusedPerMinute"] = "100000" });
        var attacks = WebhookAttacks.All(host.Address("standard"), host.Address("jira"), host.Address("servicenow"), Body).ToList();
        Assert.InRange(attacks.Count, 200, 1000);

        // Pools of buffers fill up and are kept, and other tests run beside this one; what was kept of each attack would be tens of megabytes in three rounds.
        var sizes = new List<long>();
        for (var round = 0; round < 6; round++)
        {
            await SendAllAsync(host, WebhookAttacks.All(host.Address("standard"), host.Address("jira"), host.Address("servicenow"), Body).ToList());
            sizes.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        TestContext.Current.SendDiagnosticMessage($"{attacks.Count} attacks, six times; memory after each round: {string.Join(", ", sizes.Select(size => size / 1024))} KB");
        Assert.True(sizes[3..].Min() - sizes[..3].Max() < 8 * 1024 * 1024, $"memory after each round of {attacks.Count} attacks: {string.Join(", ", sizes)}");
        Assert.Equal(0, host.Deliveries);
    }

    [Fact]
    public async Task Attacks_below_the_level_of_HTTP_do_not_get_in_either()
    {
        await using var host = await WebhookHost.StartAsync();
        var signature = WebhookSignature.SignStandard(WebhookSignature.KeyOf(WebhookHost.Secret), "a", 1, "{}"u8);
        string[] requests =
        [
            "POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
            "POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
            "POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
            "POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nshort",
            "POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            $"POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nwebhook-id: a\r\n b\r\nwebhook-signature: {signature}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nwebhook-id: a\0b\r\nwebhook-signature: {signature}\r\nContent-Length: 2\r\n\r\n{{}}",
            $"POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 70_000)}\r\nContent-Length: 2\r\n\r\n{{}}",
            "POST /api/webhooks/../webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/webhooks/standard%00 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
            "GET /api/webhooks/standard HTTP/1.1\r\nHost: x\r\n\r\n",
        ];

        foreach (var request in requests)
        {
            var status = await host.RawAsync(Encoding.Latin1.GetBytes(request), Ct);
            Assert.True(status is 0 or (>= 400 and < 500), $"{status} for {request[..Math.Min(80, request.Length)]}");
        }

        Assert.Equal(0, host.Deliveries);
        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.SendAsync(WebhookHost.Standard(host.Address("standard"), Body), Ct)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_given_up()
    {
        await using var host = await WebhookHost.StartAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Port, Ct);
        var stream = socket.GetStream();
        await stream.WriteAsync("POST /api/webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), Ct);

        var answer = new byte[256];
        var read = await stream.ReadAsync(answer, Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);

        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_identical_webhooks_at_once_have_one_effect_and_are_answered_within_a_second_each()
    {
        await using var host = await WebhookHost.StartAsync(new Dictionary<string, string?> { [$"{WebhookOptions.Section}:AcceptedPerMinute"] = "100000" });
        var slowest = new System.Collections.Concurrent.ConcurrentBag<TimeSpan>();
        (await host.Client.SendAsync(WebhookHost.Standard(host.Address("standard"), Body, id: "warm-up"), Ct)).EnsureSuccessStatusCode();

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Ct }, async (_, ct) =>
        {
            var began = TimeProvider.System.GetTimestamp();
            using var answer = await host.Client.SendAsync(WebhookHost.Standard(host.Address("standard"), Body, id: "the-same"), ct);
            slowest.Add(TimeProvider.System.GetElapsedTime(began));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        });
        await host.IdleAsync(Ct);

        Assert.Equal(2, host.Deliveries);
        TestContext.Current.SendDiagnosticMessage($"slowest answer of 1,000: {slowest.Max().TotalMilliseconds:0} ms");
        Assert.True(slowest.Max() < TimeSpan.FromSeconds(1), $"the slowest answer took {slowest.Max()}");
    }

    [Fact]
    public async Task All_three_schemes_are_taken_and_the_ticket_hears_of_what_was_asked()
    {
        await using var host = await WebhookHost.StartAsync();
        var number = (await host.Storage.Tickets.CreateAsync(new Core.Ports.NewTicket("theirs", "Please", "", Core.Ports.TicketPriority.Low), Ct)).Number;
        var now = TimeProvider.System.GetUtcNow();
        var standard = WebhookHost.Standard(host.Address("standard"), $$$"""{"type":"approve","data":{"ticket":"{{{number}}}","user":"ann"}}""", WebhookHost.OldSecret);
        var jiraBody = Encoding.UTF8.GetBytes($$$"""{"timestamp":{{{now.ToUnixTimeMilliseconds()}}},"user":{"accountId":"5b10ac8d82e05b22cc7d4ef5"},"issue":{"key":"{{{number}}}"},"transition":{"transitionName":"Deny"}}""");
        using var jira = new HttpRequestMessage(HttpMethod.Post, host.Address("jira")) { Content = new ByteArrayContent(jiraBody) };
        jira.Headers.Add("X-Hub-Signature", WebhookSignature.SignBody(Encoding.UTF8.GetBytes(WebhookHost.JiraSecret), jiraBody));
        var snowBody = Encoding.UTF8.GetBytes($$"""{"action":"deny","ticket":"{{number}}","user":"ann.admin"}""");
        using var snow = new HttpRequestMessage(HttpMethod.Post, host.Address("servicenow")) { Content = new ByteArrayContent(snowBody) };
        snow.Headers.Add("X-Nhi-Delivery", "d1");
        snow.Headers.Add("X-Nhi-Timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        snow.Headers.Add("X-Nhi-Signature", WebhookSignature.SignStandard(Encoding.UTF8.GetBytes(WebhookHost.ServiceNowSecret), "d1", now.ToUnixTimeSeconds(), snowBody));

        foreach (var request in new[] { standard, jira, snow })
        {
            using var answer = await host.Client.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal("""{"accepted":true}""", await answer.Content.ReadAsStringAsync(Ct));
        }

        await host.IdleAsync(Ct);
        var said = host.Storage.Tickets.ReadComments(number);
        Assert.Equal(3, said.Count);
        Assert.All(said, comment => Assert.Contains("no open exception names this ticket", comment.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_guesses_too_often_is_no_longer_looked_at_and_an_unknown_action_is_answered_with_what_is_allowed()
    {
        await using var host = await WebhookHost.StartAsync(new Dictionary<string, string?> { [$"{WebhookOptions.Section}:RefusedPerMinute"] = "5" });
        using var unknown = await host.Client.SendAsync(WebhookHost.Standard(host.Address("standard"), """{"type":"format","data":{}}"""), Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Contains("\"allowed\":[\"approve\",\"close\",\"comment\",\"deny\"]", await unknown.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var answer = await host.Client.SendAsync(WebhookHost.Standard(host.Address("standard"), Body, secret: "whsec_" + Convert.ToBase64String(new byte[32])), Ct);
            statuses.Add(answer.StatusCode);
        }

        // A minute may end in the middle: then counting starts again.
        Assert.Equal(HttpStatusCode.Unauthorized, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    private static async Task SendAllAsync(WebhookHost host, IReadOnlyList<Attack> attacks)
    {
        await Parallel.ForEachAsync(attacks, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (attack, ct) =>
        {
            using var request = attack.Request;
            try
            {
                using var answer = await host.Client.SendAsync(request, ct);
                Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{attack.Name}: {(int)answer.StatusCode}");
                var said = await answer.Content.ReadAsStringAsync(ct);
                Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
                Assert.InRange(said.Length, 0, 500);
            }
            catch (HttpRequestException)
            {
                // It was hung up on.
            }
        });
    }
}

[CollectionDefinition(WebhookAttackTests.Alone, DisableParallelization = true)]
public sealed class RunsAlone;
