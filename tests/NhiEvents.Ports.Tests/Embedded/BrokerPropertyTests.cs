using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

/// <summary>Any sequence of operations leaves the broker and the model with the same answers.</summary>
public sealed class BrokerPropertyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 8, 0, 0, TimeSpan.Zero);

    public abstract record Step
    {
        private Step()
        {
        }

        /// <summary>Few ids, so that many are duplicates.</summary>
        public sealed record Send(int Id, int DelaySeconds) : Step;

        public sealed record Receive(int Max) : Step;

        /// <summary>Settles one of the deliveries so far, settled and lost ones included.</summary>
        public sealed record Settle(int Which, Settlement Settlement) : Step;

        public sealed record Advance(int Seconds) : Step;

        public sealed record Restart : Step;
    }

    [Theory]
    [InlineData(Rows.InProcess, 500)]
    [InlineData(Rows.InMemoryDatabase, 250)]
    [InlineData(Rows.InFile, 25)]
    public void The_broker_does_what_the_model_does(Rows rows, int runs)
    {
        var steps = Gen.Frequency(
            (4, from id in Gen.Choose(0, 9) from delay in Gen.Elements(0, 0, 0, 5, 70) select (Step)new Step.Send(id, delay)),
            (4, from max in Gen.Choose(1, 4) select (Step)new Step.Receive(max)),
            (4, from which in Gen.Choose(0, 30) from settlement in Gen.Elements(Enum.GetValues<Settlement>()) select (Step)new Step.Settle(which, settlement)),
            (2, from seconds in Gen.Elements(1, 5, 59, 60, 61, 600) select (Step)new Step.Advance(seconds)),
            (1, Gen.Constant((Step)new Step.Restart())));

        Prop.ForAll(Arb.From(Gen.ListOf(steps), Shorter), sequence => Check(sequence, rows))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(60).WithReplay(20260115UL, 7UL));
    }

    private static IEnumerable<List<Step>> Shorter(List<Step> steps) => steps.Select((_, left) => steps.Where((_, i) => i != left).ToList());

    private static void Check(IEnumerable<Step> steps, Rows rows)
    {
        var time = new ManualTime(Start);
        using var test = new TestTransport(rows, time);
        var model = new BrokerModel(Start);
        var broker = test.OpenBroker();
        var deliveries = new List<(LockedMessage Real, int Model)>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Send send:
                    var message = new OutgoingMessage($"m{send.Id}", "test", "{}"u8.ToArray()) { NotBefore = time.GetUtcNow().AddSeconds(send.DelaySeconds) };
                    broker.SendAsync(ContractTopology.Queue, [message], default).GetAwaiter().GetResult();
                    model.Send(message.Id, TimeSpan.FromSeconds(send.DelaySeconds));
                    break;
                case Step.Receive receive:
                    var received = broker.ReceiveAsync(ContractTopology.Queue, receive.Max, default).GetAwaiter().GetResult();
                    var expected = model.Receive(receive.Max);
                    Assert.Equal(expected.Select(one => (one.Id, one.Delivery)), received.Select(one => (one.MessageId, one.DeliveryCount)));
                    deliveries.AddRange(received.Zip(expected, (real, one) => (real, one.Message)));
                    break;
                case Step.Settle settle when deliveries.Count > 0:
                    var (real, inModel) = deliveries[settle.Which % deliveries.Count];
                    Assert.Equal(model.Settle(inModel, real.DeliveryCount, settle.Settlement), Settle(broker, real, settle.Settlement));
                    break;
                case Step.Advance advance:
                    time.Advance(TimeSpan.FromSeconds(advance.Seconds));
                    model.Advance(TimeSpan.FromSeconds(advance.Seconds));
                    break;
                case Step.Restart:
                    test.Restart();
                    broker = test.OpenBroker();
                    break;
            }

            Same(model, broker);
        }
    }

    private static void Same(BrokerModel model, Broker broker)
    {
        Assert.Equal(model.NextDue, broker.NextDue(ContractTopology.Queue));
        var count = broker.Count(ContractTopology.Queue);
        Assert.Equal((model.Active, model.Scheduled, model.Dead.Count), (count.Active, count.Scheduled, count.DeadLettered));
        Assert.Equal(model.Dead.Order(), broker.PeekDeadLetters(ContractTopology.Queue, 1000).Select(dead => dead.MessageId).Order());
    }

    private static bool Settle(Broker broker, LockedMessage message, Settlement settlement)
    {
        try
        {
            Task settled = settlement switch
            {
                Settlement.Complete => broker.CompleteAsync(message, default),
                Settlement.Abandon => broker.AbandonAsync(message, default),
                Settlement.DeadLetter => broker.DeadLetterAsync(message, "x", null, default),
                Settlement.Renew => broker.RenewAsync(message, default),
            };
            settled.GetAwaiter().GetResult();
            return true;
        }
        catch (MessageLockLostException)
        {
            return false;
        }
    }
}
