using Azure.Messaging;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Hosting;
using NhiEvents.Tests;

namespace NhiEvents.Functions.Tests.Hosting;

public sealed class EventIntakeTests : IDisposable
{
    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly Broker _broker;
    private readonly EventIntake _intake;

    public EventIntakeTests()
    {
        _broker = new Broker(_database, Topology.Shipped, new ManualTime());
        _intake = new EventIntake(new SqliteMessageBus(_broker), NullLogger<EventIntake>.Instance);
    }

    [Fact]
    public async Task What_is_handled_leaves_nothing_behind()
    {
        await TakeAsync([Event("a"), Event("b")], failing: []);

        Assert.Equal(0, _broker.Count(Queues.DetectionRetry).Active);
    }

    [Fact]
    public async Task What_fails_now_goes_to_the_retry_queue_and_the_rest_is_done()
    {
        await TakeAsync([Event("a"), Event("b"), Event("c")], failing: ["b"]);

        var handed = Assert.Single(await _broker.ReceiveAsync(Queues.DetectionRetry, 10, CancellationToken.None));
        Assert.True(Wire.TryRead(handed.Body, NhiJson.Default.RetryEvent, out var retry));
        Assert.True(Wire.TryRead(retry.Data, NhiJson.Default.SignIn, out var signIn));
        Assert.Equal("b", signIn.Key);
    }

    [Fact]
    public async Task The_same_failure_delivered_twice_is_handed_over_once()
    {
        await TakeAsync([Event("a")], failing: ["a"]);
        await TakeAsync([Event("a")], failing: ["a"]);

        Assert.Equal(1, _broker.Count(Queues.DetectionRetry).Active);
    }

    [Theory]
    [InlineData("""{"tenantId":"t"}""")]
    [InlineData("null")]
    [InlineData("not json")]
    public async Task What_cannot_be_read_is_kept_and_does_not_stop_the_batch(string data)
    {
        var handled = await TakeAsync([new CloudEvent("/tenants/t", EventTypes.SignIn, new BinaryData(data), "application/json") { Id = "bad" }, Event("good")], failing: []);

        Assert.Equal(["good"], handled);
        Assert.Equal(1, _broker.Count(Queues.DetectionRetry).Active);
    }

    [Fact]
    public async Task When_the_hand_over_fails_too_event_grid_hears_of_it()
    {
        var nowhere = new EventIntake(new SqliteMessageBus(_broker), NullLogger<EventIntake>.Instance);

        await Assert.ThrowsAsync<ArgumentException>(() =>
            nowhere.HandleAsync([Event("a")], NhiJson.Default.SignIn, (events, _) => Task.FromResult(Failed(events)), "no-such-queue", CancellationToken.None));
    }

    [Fact]
    public async Task Apps_of_one_process_share_what_was_read_of_an_event_and_equal_events_stay_two()
    {
        var shared = new ReadEvents();
        IReadOnlyList<CloudEvent> events = [Event("a"), Event("a")];
        var read = new List<SignIn>();

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var app = new EventIntake(new SqliteMessageBus(_broker), NullLogger<EventIntake>.Instance, shared);
            await app.HandleAsync(events, NhiJson.Default.SignIn, (given, _) => Keep(given), Queues.DetectionRetry, CancellationToken.None);
        }

        Assert.Equal(4, read.Count);
        Assert.Same(read[0], read[2]);
        Assert.Same(read[1], read[3]);
        Assert.NotSame(read[0], read[1]);

        Task<IReadOnlyList<FailedEvents<SignIn>>> Keep(IReadOnlyList<SignIn> given)
        {
            read.AddRange(given);
            return Task.FromResult<IReadOnlyList<FailedEvents<SignIn>>>([]);
        }
    }

    public void Dispose() => _database.Dispose();

    private static IReadOnlyList<FailedEvents<SignIn>> Failed(IReadOnlyList<SignIn> events) => [.. events.Select(one => new FailedEvents<SignIn>([one], new IOException("now")))];

    private async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyList<CloudEvent> events, string[] failing)
    {
        IReadOnlyList<string> handled = [];
        await _intake.HandleAsync(
            events,
            NhiJson.Default.SignIn,
            (read, _) =>
            {
                handled = [.. read.Select(signIn => signIn.Key)];
                return Task.FromResult(Failed([.. read.Where(signIn => failing.Contains(signIn.Key))]));
            },
            Queues.DetectionRetry,
            CancellationToken.None);
        return handled;
    }

    private static CloudEvent Event(string key)
    {
        var signIn = new SignIn("t", key, key, SignInKind.ServicePrincipal, DateTimeOffset.UnixEpoch, "sp", 7000222, [], [], []);
        return new CloudEvent("/tenants/t", EventTypes.SignIn, BinaryData.FromBytes(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(signIn, NhiJson.Default.SignIn)), "application/json") { Id = key };
    }
}
