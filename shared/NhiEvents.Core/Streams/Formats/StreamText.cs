using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Streams.Formats;

/// <summary>A record in the form that an outlet takes. Pure.</summary>
internal static class StreamText
{
    private const string JsonType = "application/json";

    private const string PlainType = "text/plain";

    private const int MaxTitle = 160;

    public static OutletPiece Of(DeliverRecord record, StreamFormat format) => new(
        record.RecordId,
        record.At,
        TitleOf(record),
        format switch
        {
            StreamFormat.Json => JsonSerializer.Serialize(record with { Outlet = null }, NhiJson.Default.DeliverRecord),
            StreamFormat.Ocsf => OcsfText.Of(record),
            StreamFormat.Cef => CefText.Of(record),
            StreamFormat.Teams => ChatText.Teams(record.Notice!),
            StreamFormat.Slack => ChatText.Slack(record.Notice!),
            StreamFormat.Text => ChatText.Plain(record.Notice!),
        },
        format is StreamFormat.Cef or StreamFormat.Text ? PlainType : JsonType,
        LevelOf(record));

    /// <summary>What a record is about, in one harmless line.</summary>
    public static string TitleOf(DeliverRecord record) => PlainText.OneLine(
        record switch
        {
            { Finding: { } finding } => $"{finding.FindingType} {finding.Name}: {finding.Identity.DisplayName}",
            { Decision: { } decision } => $"{decision.About} {decision.Id}: {decision.State}",
            { Ledger: { } entry } => $"{entry.Action} ({entry.Phase})",
            { Notice: { } notice } => notice.Title,
            _ => record.Record.ToString(),
        },
        MaxTitle);

    /// <summary>Syslog's words for how bad it is.</summary>
    private static int LevelOf(DeliverRecord record) => record.Finding is not { State: FindingState.Open } finding ? 6 : finding.Severity switch
    {
        Severity.Low => 5,
        Severity.Medium => 4,
        Severity.High => 3,
        Severity.Critical => 2,
    };
}
