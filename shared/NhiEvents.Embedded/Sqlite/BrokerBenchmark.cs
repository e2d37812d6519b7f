using System.Globalization;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>Measures the durable broker on this machine; <c>nhi bench broker</c>.</summary>
public static class BrokerBenchmark
{
    private const string Queue = "bench";
    private const int BodyBytes = 1024;
    private const int MostWaiting = 100_000;

    private static readonly Topology Topology = new(
        1, new ServiceBusEntities([new QueueEntity(Queue, TimeSpan.FromMinutes(5), 10, TimeSpan.FromMinutes(10))]));

    /// <summary>Sends, receives and completes messages of 1 KB in batches from a few concurrent callers, then reopens a file with 100,000 waiting; prints messages/s.</summary>
    /// <param name="folder">Must exist; the files that are made there are removed again.</param>
    public static void Run(string folder, int messages, int batchSize, TextWriter output, CancellationToken ct) =>
        Run(folder, messages, batchSize, MostWaiting, output, ct);

    internal static void Run(string folder, int messages, int batchSize, int waiting, TextWriter output, CancellationToken ct)
    {
        var path = Path.Combine(folder, "nhi-bench.db");
        RemoveFiles(path);
        try
        {
            RunAsync(path, messages, batchSize, waiting, output, ct).GetAwaiter().GetResult();
        }
        finally
        {
            RemoveFiles(path);
        }
    }

    private static async Task RunAsync(string path, int messages, int batchSize, int waiting, TextWriter output, CancellationToken ct)
    {
        var time = TimeProvider.System;
        var callers = 2 * Environment.ProcessorCount;
        await using (var database = SqliteDatabase.OpenFile(path))
        {
            await PrintAsync(output, $"{messages} messages of {BodyBytes} bytes in batches of {batchSize}, {callers} callers, {Environment.ProcessorCount} processors");
            await PrintAsync(output, $"journal_mode={await PragmaAsync(database, "journal_mode")} synchronous={await PragmaAsync(database, "synchronous")} (2 = FULL)");
            var broker = new Broker(database, Topology, time);

            var start = time.GetTimestamp();
            await SendAsync(broker, "m", messages, batchSize, callers, ct);
            await PrintRateAsync(output, "send", messages, time.GetElapsedTime(start));

            start = time.GetTimestamp();
            var received = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => DrainAsync(broker, batchSize, ct), ct)));
            await PrintRateAsync(output, "receive + complete", received.Sum(), time.GetElapsedTime(start));

            await SendAsync(broker, "w", waiting, 1000, callers, ct);
        }

        var reopen = time.GetTimestamp();
        await using (var database = SqliteDatabase.OpenFile(path))
        {
            var broker = new Broker(database, Topology, time);
            var first = await broker.ReceiveAsync(Queue, 1, ct);
            var elapsed = time.GetElapsedTime(reopen);
            await PrintAsync(output, $"reopen with {broker.Count(Queue).Active} waiting, to the first of them received ({first.Count}): {elapsed.TotalMilliseconds:0} ms");
        }
    }

    private static Task SendAsync(Broker broker, string prefix, int messages, int batchSize, int callers, CancellationToken ct)
    {
        var body = new byte[BodyBytes];
        body.AsSpan().Fill((byte)' ');
        var batches = Enumerable.Range(0, messages).Chunk(batchSize)
            .Select(numbers => numbers.Select(n => new OutgoingMessage(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}"), "bench", body)).ToList());
        return Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = ct },
            async (batch, stop) => await broker.SendAsync(Queue, batch, stop));
    }

    private static async Task<int> DrainAsync(Broker broker, int batchSize, CancellationToken ct)
    {
        var count = 0;
        while (await broker.ReceiveAsync(Queue, batchSize, ct) is { Count: > 0 } messages)
        {
            await Task.WhenAll(messages.Select(message => broker.CompleteAsync(message, ct)));
            count += messages.Count;
        }

        return count;
    }

    private static Task<object?> PragmaAsync(SqliteDatabase database, string name) => database.WriteAsync(connection => connection.Pragma(name));

    private static Task PrintRateAsync(TextWriter output, string what, int messages, TimeSpan elapsed) =>
        PrintAsync(output, $"{what}: {messages / elapsed.TotalSeconds:0} messages/s ({messages} in {elapsed.TotalSeconds:0.00} s)");

    private static Task PrintAsync(TextWriter output, FormattableString line) => output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));

    private static void RemoveFiles(string path)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm", ".lock" })
        {
            File.Delete(path + suffix);
        }
    }
}
