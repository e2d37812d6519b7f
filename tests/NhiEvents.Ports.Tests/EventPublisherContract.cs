using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every event publisher must do. A provider's suite: inherit, supply a publisher on <see cref="ContractTopology"/> and a probe.</summary>
public abstract class EventPublisherContract
{
    protected const string SignIn = "NhiEvents.SignIn";

    protected abstract IEventPublisher Publisher { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Everything that the subscription is given now, event by event, as CloudEvents JSON; answers success.</summary>
    protected abstract Task<IReadOnlyList<JsonElement>> ReceiveAllAsync(string subscription);

    [Fact]
    public async Task An_event_arrives_as_a_cloud_event()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        await Publisher.PublishAsync(
            [
                new OutgoingEvent("id-1", SignIn, "/tenants/t", "identity/x", time, "{\"a\":[1,\"é\"]}"u8.ToArray())
                {
                    TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                },
            ],
            Ct);

        var arrived = Assert.Single(await ReceiveAllAsync(ContractTopology.SignIns));
        Assert.Equal("1.0", arrived.GetProperty("specversion").GetString());
        Assert.Equal("id-1", arrived.GetProperty("id").GetString());
        Assert.Equal(SignIn, arrived.GetProperty("type").GetString());
        Assert.Equal("/tenants/t", arrived.GetProperty("source").GetString());
        Assert.Equal("identity/x", arrived.GetProperty("subject").GetString());
        Assert.Equal(time, arrived.GetProperty("time").GetDateTimeOffset());
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", arrived.GetProperty("traceparent").GetString());
        Assert.Equal("é", arrived.GetProperty("data").GetProperty("a")[1].GetString());
    }

    [Fact]
    public async Task Each_subscription_gets_the_types_it_takes()
    {
        await Publisher.PublishAsync([Event("1"), Event("2", "NhiEvents.Audit"), Event("3")], Ct);

        Assert.Equal(["1", "3"], await IdsAsync(ContractTopology.SignIns));
        Assert.Equal(["1", "2", "3"], await IdsAsync(ContractTopology.Everything));
    }

    [Fact]
    public async Task No_events_is_fine()
    {
        await Publisher.PublishAsync([], Ct);

        Assert.Empty(await ReceiveAllAsync(ContractTopology.Everything));
    }

    [Fact]
    public async Task More_than_one_request_can_hold_is_split()
    {
        await Publisher.PublishAsync([.. Enumerable.Range(0, 40).Select(n => Event($"{n:00}", bytes: 50_000))], Ct);

        Assert.Equal(Enumerable.Range(0, 40).Select(n => $"{n:00}"), await IdsAsync(ContractTopology.SignIns));
    }

    [Fact]
    public async Task An_event_alone_over_the_limit_is_refused_and_nothing_of_the_rest_is_lost_by_publishing_it_again()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Publisher.PublishAsync([Event("small"), Event("big", bytes: IEventPublisher.MaxBatchBytes)], Ct));

        await Publisher.PublishAsync([Event("small")], Ct);

        Assert.Contains("small", await IdsAsync(ContractTopology.SignIns));
    }

    protected static OutgoingEvent Event(string id, string type = SignIn, int bytes = 2) =>
        new(id, type, "/tenants/t", "identity/x", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Encoding.UTF8.GetBytes("\"" + new string('x', bytes - 2) + "\""));

    private async Task<IEnumerable<string>> IdsAsync(string subscription) =>
        (await ReceiveAllAsync(subscription)).Select(json => json.GetProperty("id").GetString()!).Distinct().Order(StringComparer.Ordinal);
}
