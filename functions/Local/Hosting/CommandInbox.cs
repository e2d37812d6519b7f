using System.Text.Json;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Hosting;

/// <summary>Commands of people, as files in the state folder. The databases there belong to one process, and a stop must not wait until that process ends.</summary>
/// <remarks>A file goes when its message is in the broker. A crash between the two sends it again with the same id; every command is repeatable.</remarks>
internal sealed class CommandInbox(string state)
{
    private const string Refused = ".refused";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _folder = Path.Combine(state, "commands");

    /// <summary>On disk when it returns.</summary>
    /// <exception cref="HostRefusalException">The folder cannot be written.</exception>
    public void Put(string queue, OutgoingMessage message, DateTimeOffset at)
    {
        AtomicFile.Write(Path.Combine(_folder, $"{at.UtcTicks:d19}-{message.Id}.json"), stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteString("queue", queue);
            json.WriteString("id", message.Id);
            json.WriteString("kind", message.Kind);
            json.WritePropertyName("body");
            json.WriteRawValue(message.Body.Span);
            json.WriteEndObject();
        });
    }

    /// <summary>Takes what is there now, and looks again every second while the host runs.</summary>
    public async Task WatchAsync(Broker broker, Scheduler scheduler, TextWriter notes, CancellationToken ct)
    {
        await TakeAsync(broker, notes, ct);
        scheduler.Register("the commands of people", async step =>
        {
            await TakeAsync(broker, notes, step);
            return scheduler.Time.GetUtcNow() + LookEvery;
        }, keepsRunGoing: false).Wake(scheduler.Time.GetUtcNow());
    }

    /// <summary>The oldest first. A file that is no command is put aside and named.</summary>
    internal async Task TakeAsync(Broker broker, TextWriter notes, CancellationToken ct)
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(_folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (await ReadAsync(file, ct) is var (queue, message))
            {
                await broker.SendAsync(queue, [message], ct);
                File.Delete(file);
            }
            else
            {
                File.Move(file, file + Refused, overwrite: true);
                await notes.WriteLineAsync($"{file}{Refused} is not a command and was left alone.");
            }
        }
    }

    private static async Task<(string Queue, OutgoingMessage Message)?> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file, ct));
            var root = json.RootElement;
            return root.GetProperty("queue").GetString() is { } queue && Queues.WithBrakes.Contains(queue) && root.GetProperty("id").GetString() is { Length: > 0 } id && root.GetProperty("kind").GetString() is { } kind
                ? (queue, new OutgoingMessage(id, kind, JsonSerializer.SerializeToUtf8Bytes(root.GetProperty("body"))))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
