using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Simulate;

/// <summary>Ends the process in the middle of its work, as far as its stores can tell: the call fails, and so does every later one until the next start.</summary>
/// <param name="atCalls">Counted through all starts. A write counts twice: before it, and after it, when its answer is lost.</param>
internal sealed class Interruption(IReadOnlyList<long> atCalls)
{
    private readonly long[] _at = [.. atCalls.Order()];
    private long _calls;
    private int _next;

    /// <summary>Raised in the call at which the process ends.</summary>
    public event Action? Ended;

    public bool HasEnded { get; private set; }

    public void StartAgain() => HasEnded = false;

    public IStateStore Around(IStateStore store) => new InterruptedState(this, store);

    public IMessageBus Around(IMessageBus bus) => new InterruptedBus(this, bus);

    public IEventPublisher Around(IEventPublisher publisher) => new InterruptedPublisher(this, publisher);

    private void Pass()
    {
        if (!HasEnded && _next < _at.Length && ++_calls >= _at[_next])
        {
            _next++;
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
        public Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
        {
            interruption.Pass();
            return store.ReadAsync(partition, rowKey, ct);
        }

        public async IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, [EnumeratorCancellation] CancellationToken ct)
        {
            interruption.Pass();
            await foreach (var row in store.ReadPrefixAsync(partition, rowKeyPrefix, ct))
            {
                yield return row;
            }
        }

        public async Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
        {
            interruption.Pass();
            var etags = await store.CommitAsync(partition, changes, ct);
            interruption.Pass();
            return etags;
        }
    }

    private sealed class InterruptedBus(Interruption interruption, IMessageBus bus) : IMessageBus
    {
        public async Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
        {
            interruption.Pass();
            await bus.SendAsync(entity, messages, ct);
            interruption.Pass();
        }
    }

    private sealed class InterruptedPublisher(Interruption interruption, IEventPublisher publisher) : IEventPublisher
    {
        public async Task PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken ct)
        {
            interruption.Pass();
            await publisher.PublishAsync(events, ct);
            interruption.Pass();
        }
    }
}
