using System.Globalization;
using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Streams.Formats;

/// <summary>Common Event Format, version 0. Pure.</summary>
/// <remarks>Names come from logs and are hostile: in the header a backslash or bar, in the extension a backslash or equals sign is escaped, and a line never ends early.</remarks>
internal static class CefText
{
    private const int MaxValue = 1023;

    public static string Of(DeliverRecord record)
    {
        var (signature, severity, fields) = record switch
        {
            { Finding: { } finding } => (finding.FindingType, SeverityOf(finding), FieldsOf(finding)),
            { Decision: { } decision } => (decision.About, 3, [("cat", "decision"), ("act", decision.State), ("duid", decision.IdentityId ?? ""), ("fileId", decision.Id), ("msg", decision.Text ?? "")]),
            { Ledger: { } entry } => (entry.Action, 1, [("cat", "ledger"), ("act", entry.Phase), ("suid", entry.Actor), ("fileId", entry.Subject), ("fileHash", entry.Hash)]),
            _ => (record.Record.ToString(), 1, new List<(string, string)>()),
        };
        var text = new StringBuilder("CEF:0|NhiEvents|NhiEvents|1|")
            .Append(Header(signature)).Append('|')
            .Append(Header(StreamText.TitleOf(record))).Append('|')
            .Append(severity.ToString(CultureInfo.InvariantCulture)).Append('|');
        List<(string Name, string Value)> all =
        [
            ("externalId", record.RecordId), ("rt", record.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)), ("cs1Label", "tenantId"), ("cs1", record.TenantId), .. fields,
        ];
        return text.AppendJoin(' ', all.Where(field => field.Value.Length > 0).Select(field => $"{field.Name}={Extension(field.Value)}")).ToString();
    }

    private static List<(string Name, string Value)> FieldsOf(Finding finding) =>
    [
        ("cat", "finding"), ("act", finding.State is FindingState.Open ? "open" : "withdrawn"), ("duid", finding.Identity.Id),
        ("duser", finding.Identity.UserPrincipalName ?? finding.Identity.DisplayName), ("cnt", finding.Count.ToString(CultureInfo.InvariantCulture)),
        ("start", finding.FirstSeen.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)), ("end", finding.LastSeen.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        ("src", finding.Evidence.Events.LastOrDefault(one => one.IpAddress is not null)?.IpAddress ?? ""), ("cs2Label", "owner"), ("cs2", finding.Owner), ("cs3Label", "findingId"), ("cs3", finding.Id),
        ("msg", finding.Cause),
    ];

    private static int SeverityOf(Finding finding) => finding.Severity switch
    {
        Severity.Low => 3,
        Severity.Medium => 5,
        Severity.High => 8,
        Severity.Critical => 10,
    };

    private static string Header(string text) => PlainText.OneLine(text, MaxValue).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Extension(string text) => PlainText.OneLine(text, MaxValue).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
}
