using System.Text;
using System.Text.Json;
using Azure;
using NhiEvents.Azure.EventGrid;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The publisher suite with the real client on a local server; and the wire itself.</summary>
public sealed class EventGridEventPublisherTests : EventPublisherContract, IAsyncLifetime
{
    private StandInTopic? _topic;
    private IEventPublisher? _publisher;

    protected override IEventPublisher Publisher => _publisher!;

    private StandInTopic Topic => _topic!;

    public async ValueTask InitializeAsync()
    {
        _topic = await StandInTopic.StartAsync();
        _publisher = new EventGridEventPublisher(_topic.Client());
    }

    public ValueTask DisposeAsync() => Topic.DisposeAsync();

    protected override Task<IReadOnlyList<JsonElement>> ReceiveAllAsync(string subscription) =>
        Task.FromResult<IReadOnlyList<JsonElement>>(
            [.. Topic.Events.Where(sent => subscription != ContractTopology.SignIns || sent.GetProperty("type").GetString() == SignIn)]);

    [Fact]
    public async Task The_request_is_a_batch_of_cloud_events_with_the_data_as_JSON()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        await Publisher.PublishAsync(
            [
                new OutgoingEvent("id-1", SignIn, "/tenants/t", "identity/x", time, "{\"a\":[1,null]}"u8.ToArray())
                {
                    TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                },
                new OutgoingEvent("id-2", SignIn, "/tenants/t", "identity/y", time, "{}"u8.ToArray()),
            ],
            Ct);

        var request = Assert.Single(Topic.Requests);
        Assert.Equal(("POST", "/api/events?api-version=2018-01-01"), (request.Method, request.Target));
        Assert.Equal("application/cloudevents-batch+json; charset=utf-8", request.Headers["Content-Type"]);
        Assert.Equal("key-1", request.Headers["aeg-sas-key"]);
        Assert.Equal(
            string.Concat(
                """[{"id":"id-1","source":"/tenants/t","type":"NhiEvents.SignIn","data":{"a":[1,null]}""",
                ""","time":"2026-01-02T03:04:05+00:00","specversion":"1.0","datacontenttype":"application/json","subject":"iden""",
                """tity/x","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},""",
                """{"id":"id-2","source":"/tenants/t","type":"NhiEvents.SignIn","data":{}""",
                ""","time":"2026-01-02T03:04:05+00:00","specversion":"1.0","datacontenttype":"application/json","subject":"identity/y"}]"""),
            request.Body);
    }

    [Fact]
    public async Task Requests_are_as_full_as_the_limit_lets_them_be_and_no_fuller()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 50).Select(n => Event($"{n:00}", bytes: 100_000))], Ct);

        var sizes = Topic.Requests.Select(request => Encoding.UTF8.GetByteCount(request.Body)).ToList();
        Assert.Equal(5, sizes.Count);
        Assert.All(sizes, size => Assert.InRange(size, 1, IEventPublisher.MaxBatchBytes));
        Assert.All(Topic.Requests, request => Assert.Equal(10, JsonElement.Parse(request.Body).GetArrayLength()));
    }

    [Fact]
    public async Task An_event_of_exactly_the_limit_goes_alone()
    {
        await Publisher.PublishAsync([Event("1")], Ct);
        var overhead = Encoding.UTF8.GetByteCount(Topic.Requests[0].Body) - 2;

        await Publisher.PublishAsync([Event("2", bytes: IEventPublisher.MaxBatchBytes - overhead)], Ct);
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.PublishAsync([Event("3", bytes: IEventPublisher.MaxBatchBytes - overhead + 1)], Ct));

        Assert.Equal(IEventPublisher.MaxBatchBytes, Encoding.UTF8.GetByteCount(Topic.Requests[1].Body));
        Assert.Equal(2, Topic.Requests.Count);
    }

    [Fact]
    public async Task A_busy_topic_is_asked_again_with_the_same_batch()
    {
        Topic.AnswerNext(503);
        Topic.AnswerNext(429);

        await Publisher.PublishAsync([Event("1")], Ct);

        Assert.Equal([503, 429, 200], Topic.Requests.Select(request => request.Answer));
        Assert.Single(Topic.Requests.Select(request => request.Body).Distinct());
    }

    [Fact]
    public async Task A_topic_that_stays_busy_is_a_failure_in_the_end()
    {
        for (var i = 0; i < 10; i++)
        {
            Topic.AnswerNext(503);
        }

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() => Publisher.PublishAsync([Event("1")], Ct));

        Assert.Equal(503, failed.Status);
        Assert.Equal(4, Topic.Requests.Count);
    }

    [Theory]
    [InlineData(401, "Unauthorized", "The request authorization key is not authorized for this topic.")]
    [InlineData(413, "RequestEntityTooLarge", "The maximum size (1048576) has been exceeded.")]
    public async Task A_refusal_is_not_repeated_and_says_what_the_service_said(int status, string code, string message)
    {
        Topic.AnswerNext(status, $"{{\"error\":{{\"code\":\"{code}\",\"message\":\"{message}\"}}}}");

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() => Publisher.PublishAsync([Event("1")], Ct));

        Assert.Equal((status, code), (failed.Status, failed.ErrorCode));
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
        Assert.Single(Topic.Requests);
    }

    [Fact]
    public async Task A_failure_between_requests_stops_there_and_publishing_all_again_is_safe()
    {
        OutgoingEvent[] events = [.. Enumerable.Range(0, 15).Select(n => Event($"{n:00}", bytes: 100_000))];
        Topic.AnswerNext(200);
        Topic.AnswerNext(401);

        await Assert.ThrowsAsync<RequestFailedException>(() => Publisher.PublishAsync(events, Ct));
        await Publisher.PublishAsync(events, Ct);

        Assert.Equal(events.Select(sent => sent.Id), Topic.Events.Select(sent => sent.GetProperty("id").GetString()).Distinct().Order());
    }
}
