using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>The dead letters of the embedded broker. What is sent again goes to the subscription that had given it up, and to no other.</summary>
public sealed class SqliteDeadLetters(Broker broker) : IDeadLetters
{
    public Task<IReadOnlyList<DeadLetter>> PeekAsync(string entityPath, int max, long fromSequence, CancellationToken ct) =>
        Task.FromResult(broker.PeekDeadLetters(entityPath, max, fromSequence));

    public Task<int> ResubmitAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct) => broker.ResubmitAsync(entityPath, sequences, ct);

    public Task<int> DiscardAsync(string entityPath, IReadOnlyCollection<long> sequences, CancellationToken ct) => broker.DiscardAsync(entityPath, sequences, ct);
}
