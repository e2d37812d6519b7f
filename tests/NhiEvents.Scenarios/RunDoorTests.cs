using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace NhiEvents.Scenarios;

/// <summary>Who gets in at the addresses of a running host, and what is refused there: one host for all of it, for none of it changes anything.</summary>
public sealed class RunDoorTests(RunDoorTests.UpHost up) : IClassFixture<RunDoorTests.UpHost>
{
    [Theory]
    [InlineData("POST", 0, "/api/logs")]
    [InlineData("GET", 6, "/api/findings")]
    [InlineData("POST", 1, "/runtime/webhooks/EventGrid?functionName=DetectSignIns")]
    [InlineData("OPTIONS", 1, "/runtime/webhooks/EventGrid?functionName=DetectSignIns")]
    public async Task Without_the_key_nothing_opens(string method, int app, string path)
    {
        using var stranger = new HttpClient();

        foreach (var code in new[] { "", "wrong" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"http://127.0.0.1:{up.Host.Port + app}{path}");
            request.Headers.Add("x-functions-key", code);
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task The_event_grid_handshakes_are_answered()
    {
        var address = up.Host.Detection + "/runtime/webhooks/EventGrid?functionName=DetectSignIns";

        using var options = new HttpRequestMessage(HttpMethod.Options, address);
        options.Headers.Add("WebHook-Request-Origin", "eventgrid.azure.net");
        var allowed = await up.Host.Client.SendAsync(options);
        Assert.Equal("eventgrid.azure.net", Assert.Single(allowed.Headers.GetValues("WebHook-Allowed-Origin")));

        using var validation = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent("""[{"id":"1","data":{"validationCode":"0A1B\"2C"}}]"""),
        };
        validation.Headers.Add("aeg-event-type", "SubscriptionValidation");
        var answer = JsonNode.Parse(await (await up.Host.Client.SendAsync(validation)).Content.ReadAsStringAsync());
        Assert.Equal("0A1B\"2C", (string?)answer!["validationResponse"]);
    }

    [Theory]
    [InlineData("functionName=DetectSignIns", "not json", HttpStatusCode.BadRequest)]
    [InlineData("functionName=Nobody", "[]", HttpStatusCode.NotFound)]
    public async Task A_delivery_that_can_never_work_is_refused(string query, string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/cloudevents-batch+json"));
        var refused = await up.Host.Client.PostAsync($"{up.Host.Detection}/runtime/webhooks/EventGrid?{query}", content);

        Assert.Equal(expected, refused.StatusCode);
    }

    [Fact]
    public async Task Health_is_open_and_says_healthy()
    {
        using var stranger = new HttpClient();

        Assert.Equal("healthy", await stranger.GetStringAsync(up.Host.Portal + "/api/health"));
    }

    public sealed class UpHost : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal RunningHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await RunningHost.StartAsync(_folder["state"]);

        public ValueTask DisposeAsync()
        {
            Host.Dispose();
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
