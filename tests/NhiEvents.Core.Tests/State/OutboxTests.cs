using System.Text;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.State;

public sealed class OutboxTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly EmbeddedPorts _ports;
    private readonly Outbox _outbox;

    public OutboxTests()
    {
        _ports = new EmbeddedPorts(_time);
        _outbox = new Outbox(_ports.Faults, _ports.Faults, _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private OutgoingMessage Full => new("id-1", RetryEvent.Kind, "{\"a\":1}"u8.ToArray())
    {
        SessionId = "session",
        NotBefore = _time.GetUtcNow().AddMinutes(3),
        Attempt = 3,
        FirstSentAt = _time.GetUtcNow().AddHours(-2),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    [Fact]
    public void A_message_comes_out_of_its_row_as_it_went_in()
    {
        var row = new StateRow("~out|1|id-1", OutboxRow.BodyOf(new PendingMessage(Queues.DetectionRetry, Full)), "1").As(OutboxJson.Default.OutboxRow).Value;

        Assert.Equal(Queues.DetectionRetry, row.Entity);
        Assert.Equal(Full with { Body = default }, row.ToMessage() with { Body = default });
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(row.ToMessage().Body.Span));
    }

    /// <summary>Its row in the outbox is named by the time, so that the same message at the same tick of the clock is a lost race: whoever decides again does so at a later tick.</summary>
    [Fact]
    public async Task The_same_message_at_the_same_tick_is_a_lost_race_and_goes_through_at_the_next_one()
    {
        var message = Full with { SessionId = null, NotBefore = null };
        await CrashBeforeSendingAsync(message);
        StateChanges Again()
        {
            var changes = new StateChanges("contoso", "test", "one");
            changes.Send(Queues.DetectionRetry, message);
            return changes;
        }

        await Assert.ThrowsAsync<StaleStateException>(() => _outbox.CommitAsync(Again(), Ct));
        _time.Advance(TimeSpan.FromTicks(1));
        await _outbox.CommitAsync(Again(), Ct);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _outbox.SweepAsync(Ct);

        Assert.Single(await _ports.ReceivedAsync(Queues.DetectionRetry)); // both have one id
        Assert.Equal(["document"], _ports.KeysOf("test"));
    }

    [Fact]
    public async Task What_a_crash_left_is_sent_by_the_sweep_with_everything_it_had()
    {
        var message = Full with { SessionId = null };
        await CrashBeforeSendingAsync(message);

        _time.Advance(TimeSpan.FromMinutes(2));
        var swept = await _outbox.SweepAsync(Ct);
        _time.Advance(TimeSpan.FromMinutes(2));

        var arrived = Assert.Single(await _ports.ReceivedAsync(Queues.DetectionRetry));
        Assert.Equal(1, swept);
        Assert.Equal(
            (message.Id, message.Kind, message.Attempt, message.FirstSentAt, message.TraceParent, message.NotBefore),
            (arrived.MessageId, arrived.Kind, arrived.Attempt, arrived.FirstSentAt, arrived.TraceParent, arrived.EnqueuedAt));
        Assert.Equal(["document"], _ports.KeysOf("test"));
    }

    [Fact]
    public async Task A_row_younger_than_a_minute_is_its_writers_to_send()
    {
        await CrashBeforeSendingAsync(Full with { SessionId = null });

        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal(0, await _outbox.SweepAsync(Ct));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_stale_and_its_message_is_not_lost()
    {
        await RememberFamilyAsync();
        _ports.Faults.Fail(Fault.LostAnswer, 1);

        await Assert.ThrowsAsync<StaleStateException>(() => _outbox.CommitAsync(Changes(Full with { SessionId = null, NotBefore = null }), Ct));
        var sentAtOnce = _ports.EntitiesInUse();
        _time.Advance(TimeSpan.FromMinutes(2));
        await _outbox.SweepAsync(Ct);

        Assert.Empty(sentAtOnce);
        Assert.Single(await _ports.ReceivedAsync(Queues.DetectionRetry));
        Assert.Equal(["document"], _ports.KeysOf("test"));
    }

    /// <summary>Then all is done but the clearing, and the caller must not be told that nothing was.</summary>
    [Fact]
    public async Task An_answer_lost_after_sending_is_nobodys_concern()
    {
        await RememberFamilyAsync();
        _ports.Faults.Fail(Fault.LostAnswer, 2);

        await _outbox.CommitAsync(Changes(Full with { SessionId = null, NotBefore = null }), Ct);

        Assert.Equal(2, _ports.Faults.Points);
        Assert.Single(await _ports.ReceivedAsync(Queues.DetectionRetry));
        Assert.Equal(["document"], _ports.KeysOf("test"));
    }

    public void Dispose() => _ports.Dispose();

    private static StateChanges Changes(OutgoingMessage message)
    {
        var changes = new StateChanges("contoso", "test", "one");
        changes.Save("document", new PartitionFamily("contoso", "test"), null, OutboxJson.Default.PartitionFamily);
        changes.Send(Queues.DetectionRetry, message);
        return changes;
    }

    /// <summary>The first write for a tenant and kind notes them; later ones don't.</summary>
    private async Task RememberFamilyAsync()
    {
        var first = new StateChanges("contoso", "test", "other");
        first.Save("gone", new PartitionFamily("contoso", "test"), null, OutboxJson.Default.PartitionFamily);
        await _outbox.CommitAsync(first, Ct);
        var row = await _ports.Faults.ReadAsync(first.PartitionKey, "gone", Ct);
        await _ports.Faults.CommitAsync(first.PartitionKey, [new RowChange.Remove("gone", row!.ETag)], Ct);
    }

    private async Task CrashBeforeSendingAsync(OutgoingMessage message)
    {
        await RememberFamilyAsync();
        _ports.Faults.Fail(Fault.Crash, 3); // after the commit's two

        await Assert.ThrowsAsync<IOException>(() => _outbox.CommitAsync(Changes(message), Ct));

        Assert.Empty(_ports.EntitiesInUse());
        Assert.Equal(2, _ports.KeysOf("test").Count);
    }
}
