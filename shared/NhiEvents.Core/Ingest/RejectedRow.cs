using System.Text;
using System.Text.Json;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Ingest;

/// <summary>A log row that could not be read, without its values.</summary>
/// <param name="Reason">One of <see cref="RejectReasons"/>.</param>
/// <param name="Fields">Names of the record's members and of those of <c>properties</c>, as far as they could be read.</param>
public sealed record RejectedRow(string TenantId, string Id, DateTimeOffset RejectedAt, string Reason, string Detail, long Offset, int Bytes, IReadOnlyList<string> Fields)
{
    /// <summary>The row itself; only when the operator asked for it.</summary>
    public string? Raw { get; init; }

    private const int MaxFields = 64;

    private const int MaxNameBytes = 64;

    private const int MaxRawBytes = 32 * 1024;

    internal static RejectedRow From(ReadResult.Unreadable why, string id, DateTimeOffset now, ReadOnlySpan<byte> record, bool keepRaw) =>
        new(why.TenantId, id, now, why.Reason, why.Detail, why.Offset, record.Length, FieldNamesOf(record))
        {
            Raw = keepRaw ? Encoding.UTF8.GetString(record[..Math.Min(record.Length, MaxRawBytes)]) : null,
        };

    private static List<string> FieldNamesOf(ReadOnlySpan<byte> record)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (names.Count < MaxFields && reader.Read())
            {
                // Deeper names can be a client's: only the two levels that Microsoft names.
                if (reader.TokenType is JsonTokenType.PropertyName && reader.CurrentDepth <= 2)
                {
                    var name = reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, MaxNameBytes)];
                    names.Add(Encoding.UTF8.GetString(name));
                }
            }
        }
        catch (JsonException)
        {
            // The names up to here are what can be told.
        }

        return names;
    }
}
