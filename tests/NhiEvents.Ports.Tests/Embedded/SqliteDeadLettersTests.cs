using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class DeadLettersInProcessTests() : SqliteDeadLettersSuite(Rows.InProcess);

public sealed class SqliteDeadLettersInMemoryTests() : SqliteDeadLettersSuite(Rows.InMemoryDatabase);

public abstract class SqliteDeadLettersSuite : DeadLettersContract, IDisposable
{
    private readonly TestTransport _test;
    private readonly Broker _broker;

    protected SqliteDeadLettersSuite(Rows rows)
    {
        _test = new TestTransport(rows, new ManualTime());
        _broker = _test.OpenBroker();
        DeadLetters = new SqliteDeadLetters(_broker);
    }

    protected override IDeadLetters DeadLetters { get; }

    public void Dispose()
    {
        _test.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task GiveUpAsync(string entityPath, string reason, params string[] ids)
    {
        await _broker.SendAsync(entityPath.Split('/')[0], [.. ids.Select(id => new OutgoingMessage(id, "red", "{}"u8.ToArray()))], Ct);
        foreach (var message in await _broker.ReceiveAsync(entityPath, 1000, Ct))
        {
            await _broker.DeadLetterAsync(message, reason, null, Ct);
        }
    }

    protected override async Task<IReadOnlyList<string>> ReceivableAsync(string entityPath) =>
        [.. (await _broker.ReceiveAsync(entityPath, 1000, Ct)).Select(message => message.MessageId)];
}
