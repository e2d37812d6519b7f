using System.Globalization;
using System.Text;
using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>Entries of the ledger as a file.</summary>
public sealed class AuditExport(AuditReader reader)
{
    private const int MaxEntries = 100_000;

    private const string Head = "at,chain,sequence,actor,action,phase,subject,details,previous,hash\r\n";

    /// <summary>What the query leaves, the oldest first; of more than 100,000 the latest.</summary>
    /// <exception cref="BadQueryException">The query cannot be answered as it was asked.</exception>
    public async Task<AuditFile> ReadAsync(ListQuery query, CancellationToken ct)
    {
        var filter = AuditFilter.Of(query, "format");
        var format = query.Choice("format", "json", "csv");
        var (entries, more) = await reader.ReadPeriodAsync(filter, MaxEntries, ct);
        return format == "csv"
            ? new AuditFile(CsvOf(entries), "text/csv; charset=utf-8", "ledger.csv", more)
            : new AuditFile(PortalJson.Bytes(new AuditDocument(1, entries), PortalJson.Default.AuditDocument), "application/json; charset=utf-8", "ledger.json", more);
    }

    private static byte[] CsvOf(IReadOnlyList<AuditEntry> entries)
    {
        var text = new StringBuilder(Head);
        foreach (var entry in entries)
        {
            string[] cells =
            [
                entry.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture), entry.Chain, entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.Actor, entry.Action, entry.Phase, entry.Subject,
                string.Join("; ", entry.Details.Select(detail => $"{detail.Name}={detail.Value}")), entry.Previous, entry.Hash,
            ];
            text.AppendJoin(',', cells.Select(CellOf)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A cell that a spreadsheet would take for a formula begins with an apostrophe.</summary>
    internal static string CellOf(string text)
    {
        var plain = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return plain.AsSpan().IndexOfAny(",\"\r\n") < 0 ? plain : $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

/// <param name="More">There was more than a file holds.</param>
public sealed record AuditFile(byte[] Body, string ContentType, string Name, bool More);

internal sealed record AuditDocument(int SchemaVersion, IReadOnlyList<AuditEntry> Entries);
