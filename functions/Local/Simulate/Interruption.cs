using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Simulate;

/// <summary>Ends the process in the middle of its work, as far as its stores can tell: the call fails, and so does every later one until the next start.</summary>
/// <param name="endsHere">Asked at every call. A write asks twice: before it, and after it, when its answer is lost.</param>
internal sealed class Interruption(Func<ValueTask<bool>> endsHere)
{
    /// <summary>Raised in the call at which the process ends.</summary>
    public event Action? Ended;

    public bool HasEnded { get; private set; }

    /// <param name="calls">Counted through all starts.</param>
    /// <returns>Null when there are none.</returns>
    public static Interruption? At(IReadOnlyList<long> calls)
    {
        var (at, call) = (new Queue<long>(calls.Order()), 0L);
        return calls.Count == 0 ? null : new Interruption(() => ValueTask.FromResult(at.TryPeek(out var next) && ++call >= next && at.TryDequeue(out _)));
    }

    public void StartAgain() => HasEnded = false;

    public IStateStore Around(IStateStore store) => new InterruptedState(this, store);

    public IMessageBus Around(IMessageBus bus) => new InterruptedBus(this, bus);

    public IEventPublisher Around(IEventPublisher publisher) => new InterruptedPublisher(this, publisher);

    private async ValueTask PassAsync()
    {
        if (!HasEnded && await endsHere())
        {
            HasEnded = true;
            Ended?.Invoke();
        }

        if (HasEnded)
        {
            throw new IOException("The process has ended here, as the scenario has it.");
        }
    }

    private sealed class InterruptedState(Interruption interruption, IStateStore store) : IStateStore
    {
        public async Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
        {
            await interruption.PassAsync();
            return await store.ReadAsync(partition, rowKey, ct);
        }

        public async IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, [EnumeratorCancellation] CancellationToken ct)
        {
            await interruption.PassAsync();
            await foreach (var row in store.ReadPrefixAsync(partition, rowKeyPrefix, ct))
            {
                yield return row;
            }
        }

        public async Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
        {
            await interruption.PassAsync();
            var etags = await store.CommitAsync(partition, changes, ct);
            await interruption.PassAsync();
            return etags;
        }
    }

    private sealed class InterruptedBus(Interruption interruption, IMessageBus bus) : IMessageBus
    {
        public async Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
        {
            await interruption.PassAsync();
            await bus.SendAsync(entity, messages, ct);
            await interruption.PassAsync();
        }
    }

    private sealed class InterruptedPublisher(Interruption interruption, IEventPublisher publisher) : IEventPublisher
    {
        public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken ct)
        {
            await interruption.PassAsync();
            await publisher.PublishAsync(events, ct);
            await interruption.PassAsync();
        }
    }
}
