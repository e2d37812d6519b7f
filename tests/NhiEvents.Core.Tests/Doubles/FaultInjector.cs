using System.Runtime.CompilerServices;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Tests.Doubles;

/// <summary>What goes wrong.</summary>
internal enum Fault
{
    /// <summary>The process ends, before a call or after its effect.</summary>
    Crash,

    /// <summary>A write arrives, its answer does not, and the client's repetition finds it: stale, although nobody else was there.</summary>
    LostAnswer,
}

/// <summary>Hands every call to the ports, and lets one chosen point fail.</summary>
internal sealed class FaultInjector(IStateStore store, IMessageBus bus) : IStateStore, IMessageBus
{
    private Fault _kind;

    private (string PrefixPart, Func<Task> Happens)? _meanwhile;

    /// <summary>The point that fails; null for none.</summary>
    public int? At { get; private set; }

    /// <summary>Points of the chosen kind passed since it was chosen.</summary>
    public int Points { get; private set; }

    /// <summary>What the store was asked for so far.</summary>
    public StoreWork Work { get; private set; } = new(0, 0, 0);

    /// <summary>Chooses what fails, and where: at this point from now, counted from 1; null only counts.</summary>
    public void Fail(Fault kind, int? at) => (_kind, At, Points) = (kind, at, 0);

    public Task<StateRow?> ReadAsync(string partition, string rowKey, CancellationToken ct)
    {
        Pass(Fault.Crash);
        Work = Work with { Reads = Work.Reads + 1 };
        return store.ReadAsync(partition, rowKey, ct);
    }

    public IAsyncEnumerable<StateRow> ReadPrefixAsync(string partition, string rowKeyPrefix, CancellationToken ct)
    {
        Pass(Fault.Crash);
        Work = Work with { Reads = Work.Reads + 1 };
        return _meanwhile is var (part, happens) && rowKeyPrefix.Contains(part, StringComparison.Ordinal)
            ? InterruptedAsync(partition, rowKeyPrefix, happens, ct)
            : CountedAsync(store.ReadPrefixAsync(partition, rowKeyPrefix, ct), ct);
    }

    public async Task<IReadOnlyList<string>> CommitAsync(string partition, IReadOnlyList<RowChange> changes, CancellationToken ct)
    {
        Pass(Fault.Crash);
        Work = Work with { Commits = Work.Commits + 1 };
        var etags = await store.CommitAsync(partition, changes, ct);
        Pass(Fault.Crash);
        Pass(Fault.LostAnswer);
        return etags;
    }

    public async Task SendAsync(string entity, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        Pass(Fault.Crash);
        await bus.SendAsync(entity, messages, ct);
        Pass(Fault.Crash);
    }

    /// <summary>Once, when rows of such a prefix have been read and before their reader has them, something else happens.</summary>
    public void Interrupt(string prefixPart, Func<Task> happens) => _meanwhile = (prefixPart, happens);

    private async IAsyncEnumerable<StateRow> InterruptedAsync(string partition, string prefix, Func<Task> happens, [EnumeratorCancellation] CancellationToken ct)
    {
        _meanwhile = null;
        var rows = await CountedAsync(store.ReadPrefixAsync(partition, prefix, ct), ct).ToListAsync(ct);
        await happens();
        foreach (var row in rows)
        {
            yield return row;
        }
    }

    private async IAsyncEnumerable<StateRow> CountedAsync(IAsyncEnumerable<StateRow> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in rows.WithCancellation(ct))
        {
            Work = Work with { RowsOfPrefixes = Work.RowsOfPrefixes + 1 };
            yield return row;
        }
    }

    private void Pass(Fault kind)
    {
        if (kind == _kind && ++Points == At)
        {
            throw kind switch
            {
                Fault.Crash => new IOException($"crash at point {Points}"),
                Fault.LostAnswer => new StaleStateException($"lost answer at point {Points}"),
            };
        }
    }
}

/// <summary>How often the store was asked.</summary>
/// <param name="Reads">Of one row or one prefix.</param>
/// <param name="RowsOfPrefixes">Rows that reads of prefixes gave.</param>
internal sealed record StoreWork(long Reads, long RowsOfPrefixes, long Commits)
{
    public static StoreWork operator -(StoreWork one, StoreWork other) => new(one.Reads - other.Reads, one.RowsOfPrefixes - other.RowsOfPrefixes, one.Commits - other.Commits);
}
