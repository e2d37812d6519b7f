using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class EventTopicDeliveryInProcessTests() : EventTopicDeliveryTests(Rows.InProcess);

public sealed class EventTopicDeliveryInMemoryTests() : EventTopicDeliveryTests(Rows.InMemoryDatabase);

public sealed class EventTopicDeliveryInFileTests() : EventTopicDeliveryTests(Rows.InFile);

public abstract class EventTopicDeliveryTests : IDisposable
{
    private const string SignIns = ContractTopology.SignIns;
    private const string Everything = ContractTopology.Everything;

    private readonly TestTransport _test;
    private readonly ManualTime _time = new();
    private EventTopic _topic;

    protected EventTopicDeliveryTests(Rows rows)
    {
        _test = new TestTransport(rows, _time);
        _topic = _test.OpenTopic();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_delivery_is_retried_on_event_grids_schedule_until_its_time_to_live_ends()
    {
        await PublishAsync("a");
        var pauses = new List<TimeSpan>();

        while (_topic.NextDue(SignIns) is { } due)
        {
            pauses.Add(due - _time.GetUtcNow());
            _time.AdvanceTo(due);
            var delivery = Assert.Single(_topic.Take(SignIns, 10));
            Assert.Equal(pauses.Count, delivery.Attempt);
            await _topic.SettleAsync([delivery], delivered: false, Ct);
        }

        Assert.Equal(
            ["00:00:00", "00:00:10", "00:00:30", "00:01:00", "00:05:00", "00:10:00", "00:30:00", "01:00:00", "03:00:00", "06:00:00", "12:00:00"],
            pauses.Select(pause => pause.ToString()));
        var dead = Assert.Single(_topic.PeekDeadLetters(SignIns, 10));
        Assert.Equal((EventTopic.TimeToLiveExceeded, 11, 1), (dead.Reason, dead.Attempts, dead.EventCount));
        Assert.Contains("\"a\"", Encoding.UTF8.GetString(dead.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_time_to_live_ends_the_retries_sooner()
    {
        await PublishAsync("a");
        var attempts = 0;

        for (; _topic.NextDue(Everything) is { } due; attempts++)
        {
            _time.AdvanceTo(due);
            await _topic.SettleAsync([Assert.Single(_topic.Take(Everything, 10))], delivered: false, Ct);
        }

        Assert.Equal(7, attempts);
        Assert.Equal(EventTopic.TimeToLiveExceeded, Assert.Single(_topic.PeekDeadLetters(Everything, 10)).Reason);
    }

    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(403, "Forbidden")]
    [InlineData(413, "PayloadTooLarge")]
    public async Task What_event_grid_does_not_retry_is_dead_lettered_at_once(int status, string reason)
    {
        await PublishAsync("a");

        await _topic.RejectAsync(Assert.Single(_topic.Take(SignIns, 10)), status, Ct);

        Assert.Null(_topic.NextDue(SignIns));
        Assert.Equal(reason, Assert.Single(_topic.PeekDeadLetters(SignIns, 10)).Reason);
        Assert.Empty(_topic.PeekDeadLetters(Everything, 10));
        Assert.NotNull(_topic.NextDue(Everything));
    }

    [Fact]
    public async Task Any_other_status_is_not_a_rejection()
    {
        await PublishAsync("a");
        var delivery = Assert.Single(_topic.Take(SignIns, 10));

        await Assert.ThrowsAsync<ArgumentException>(() => _topic.RejectAsync(delivery, 500, Ct));
        await _topic.SettleAsync([delivery], delivered: true, Ct);
    }

    [Fact]
    public async Task Subscriptions_settle_on_their_own_and_the_last_removes_the_batch()
    {
        await PublishAsync("a");
        await _topic.SettleAsync([Assert.Single(_topic.Take(SignIns, 10))], delivered: true, Ct);
        Assert.Equal(1, _test.StoredBatches());
        var failed = Assert.Single(_topic.Take(Everything, 10));
        await _topic.SettleAsync([failed], delivered: false, Ct);

        Assert.Empty(_topic.Take(Everything, 10));
        _time.Advance(TimeSpan.FromSeconds(10));
        await _topic.SettleAsync([Assert.Single(_topic.Take(Everything, 10))], delivered: true, Ct);

        Assert.Equal(0, _test.StoredBatches());
        await Assert.ThrowsAsync<InvalidOperationException>(() => _topic.SettleAsync([failed], delivered: true, Ct));
    }

    [Fact]
    public async Task A_delivery_in_flight_is_not_taken_twice_but_is_after_a_crash()
    {
        await PublishAsync("a");
        Assert.Single(_topic.Take(SignIns, 10));
        Assert.Empty(_topic.Take(SignIns, 10));
        Assert.Null(_topic.NextDue(SignIns));

        Restart();

        Assert.Equal(1, Assert.Single(_topic.Take(SignIns, 10)).Attempt);
    }

    [Fact]
    public async Task A_restart_keeps_the_attempt_and_its_time()
    {
        await PublishAsync("a");
        await _topic.SettleAsync([Assert.Single(_topic.Take(SignIns, 10))], delivered: false, Ct);

        Restart();

        Assert.Equal(_time.GetUtcNow().AddSeconds(10), _topic.NextDue(SignIns));
        Assert.Empty(_topic.Take(SignIns, 10));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, Assert.Single(_topic.Take(SignIns, 10)).Attempt);
    }

    [Fact]
    public async Task Batches_keep_to_what_each_subscription_wants()
    {
        await _topic.PublishAsync([.. Enumerable.Range(0, 12).Select(n => Event($"{n}")), .. Enumerable.Range(12, 60).Select(n => Event($"{n}", "NhiEvents.Audit"))], Ct);

        var signIns = _topic.Take(SignIns, 100);
        Assert.Equal([5, 5, 2], signIns.Select(delivery => delivery.EventCount));
        var everything = _topic.Take(Everything, 100);
        Assert.All(everything, delivery => Assert.InRange(delivery.EventCount, 1, 50));
        Assert.Equal(72, everything.Sum(delivery => delivery.EventCount));
        Assert.All(signIns.Concat(everything), delivery => Assert.Equal(delivery.EventCount, JsonDocument.Parse(delivery.Body).RootElement.GetArrayLength()));
    }

    [Fact]
    public async Task A_batch_ends_before_the_preferred_size_but_an_event_alone_may_be_bigger()
    {
        await _topic.PublishAsync([Event("1", bytes: 30_000), Event("2", bytes: 30_000), Event("3", bytes: 30_000), Event("4", bytes: 100_000)], Ct);

        Assert.Equal([2, 1, 1], _topic.Take(SignIns, 100).Select(delivery => delivery.EventCount));
    }

    [Fact]
    public async Task What_waits_goes_out_in_one_call_up_to_what_the_subscription_wants()
    {
        foreach (var batch in Enumerable.Range(0, 3))
        {
            await _topic.PublishAsync([Event($"{batch}a"), Event($"{batch}b")], Ct);
        }

        var call = _topic.TakeCall(SignIns);

        Assert.Equal([2, 2], call.Select(delivery => delivery.EventCount)); // a call has 5 events at most
        Assert.Single(_topic.TakeCall(SignIns));
        Assert.Empty(_topic.TakeCall(SignIns));
        await _topic.SettleAsync(call, delivered: true, Ct);
        Assert.Equal(3, _test.StoredBatches()); // for the other subscription

        await _topic.SettleAsync(_topic.TakeCall(Everything), delivered: true, Ct);
        Assert.Equal(1, _test.StoredBatches());
    }

    [Fact]
    public async Task A_call_ends_before_the_preferred_size()
    {
        foreach (var id in (string[])["1", "2", "3"])
        {
            await _topic.PublishAsync([Event(id, bytes: 30_000)], Ct);
        }

        Assert.Equal([2, 1], [_topic.TakeCall(SignIns).Count, _topic.TakeCall(SignIns).Count]);
    }

    [Fact]
    public async Task A_delivery_that_failed_before_goes_alone()
    {
        await PublishAsync("bad");
        await _topic.SettleAsync(_topic.TakeCall(SignIns), delivered: false, Ct);
        _time.Advance(TimeSpan.FromSeconds(10));
        await PublishAsync("good");
        await PublishAsync("better");

        var calls = new[] { _topic.TakeCall(SignIns), _topic.TakeCall(SignIns) };

        Assert.Equal([1, 2], calls.Select(call => call.Count));
        Assert.Equal([2, 1, 1], calls.SelectMany(call => call).Select(delivery => delivery.Attempt));
    }

    [Fact]
    public async Task A_call_with_a_delivery_that_is_settled_already_settles_none()
    {
        await PublishAsync("a");
        await PublishAsync("b");
        var call = _topic.TakeCall(SignIns);
        await _topic.SettleAsync([call[0]], delivered: true, Ct);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _topic.SettleAsync(call, delivered: true, Ct));

        await _topic.SettleAsync([call[1]], delivered: true, Ct);
    }

    [Fact]
    public async Task One_batch_is_one_row_for_all_its_subscriptions()
    {
        await _topic.PublishAsync([.. Enumerable.Range(0, 5).Select(n => Event($"{n}"))], Ct);

        Assert.Equal(1, _test.StoredBatches());
    }

    [Fact]
    public async Task What_is_due_is_announced_once_it_is_stored()
    {
        var announced = new List<(string, DateTimeOffset)>();
        _topic.Ready += (subscription, due) =>
        {
            Assert.NotNull(_topic.NextDue(subscription));
            announced.Add((subscription, due));
        };
        var now = _time.GetUtcNow();

        await PublishAsync("a");
        await _topic.SettleAsync([Assert.Single(_topic.Take(SignIns, 10))], delivered: false, Ct);

        Assert.Equal([(Everything, now), (SignIns, now), (SignIns, now.AddSeconds(10))], announced);
    }

    [Fact]
    public async Task Events_that_nobody_takes_and_events_that_are_none_are_not_stored()
    {
        var topic = _test.OpenTopic(OnlySignIns());

        await topic.PublishAsync([Event("a", "NhiEvents.Other")], Ct);
        await Assert.ThrowsAsync<ArgumentException>(() => topic.PublishAsync([Event("fine"), Event("")], Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => topic.PublishAsync([Event("a") with { Data = "{no"u8.ToArray() }], Ct));
        Assert.Throws<ArgumentException>(() => topic.Take(Everything, 1));

        Assert.Equal(0, _test.StoredBatches());
    }

    [Fact]
    public async Task A_subscription_that_is_gone_gives_up_its_deliveries()
    {
        await PublishAsync("a");
        await _topic.SettleAsync([Assert.Single(_topic.Take(SignIns, 10))], delivered: true, Ct);

        _test.Restart();
        _ = _test.OpenTopic(OnlySignIns());

        Assert.Equal(0, _test.StoredBatches());
    }

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }

    private static OutgoingEvent Event(string id, string type = "NhiEvents.SignIn", int bytes = 2) =>
        new(id, type, "/tenants/t", "identity/x", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Encoding.UTF8.GetBytes("\"" + new string('x', bytes - 2) + "\""));

    private static Topology OnlySignIns()
    {
        var all = ContractTopology.Topology;
        return all with { EventGrid = all.EventGrid! with { Subscriptions = [all.EventGrid.Subscriptions.Single(subscription => subscription.Name == SignIns)] } };
    }

    private Task PublishAsync(string id) => _topic.PublishAsync([Event(id)], Ct);

    private void Restart()
    {
        _test.Restart();
        _topic = _test.OpenTopic();
    }
}
