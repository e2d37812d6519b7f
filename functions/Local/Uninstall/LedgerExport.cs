using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Uninstall;

/// <summary><c>ledger.ndjson</c>: every entry of every app with its place in the chain, one a line, so that the chain can be checked without the system.</summary>
internal static class LedgerExport
{
    /// <returns>Entries written.</returns>
    public static async Task<long> WriteAsync(string path, IEnumerable<(string App, IStateStore Store)> stores, CancellationToken ct)
    {
        var lines = new List<byte[]>();
        foreach (var (app, store) in stores)
        {
            await foreach (var (partition, entry) in new LedgerReader(store).ReadAsync(ct))
            {
                lines.Add(Line(app, partition, entry));
            }
        }

        AtomicFile.Write(path, stream => lines.ForEach(line => stream.Write(line)));
        return lines.Count;
    }

    private static byte[] Line(string app, string partition, LedgerEntry entry)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("app", app);
            json.WriteString("partition", partition);
            json.WriteNumber("sequence", entry.Sequence);
            json.WriteString("at", entry.At);
            json.WriteString("actor", entry.Fact.Actor);
            json.WriteString("action", entry.Fact.Action);
            json.WriteString("phase", CamelCase.Of(entry.Fact.Phase));
            json.WriteString("subject", entry.Fact.Subject);
            json.WriteStartArray("details");
            foreach (var detail in entry.Fact.Details)
            {
                json.WriteStartObject();
                json.WriteString("name", detail.Name);
                json.WriteString("value", detail.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("previous", entry.Previous);
            json.WriteString("hash", entry.Hash);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
