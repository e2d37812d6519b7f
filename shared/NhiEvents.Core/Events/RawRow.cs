using System.Buffers;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>The text of a row, for who asks for more of it than its reader took.</summary>
/// <param name="Format">How the text becomes a JSON object; null for a text that is one.</param>
public readonly record struct RawRow(ReadOnlyMemory<byte> Text, RowFormat? Format)
{
    /// <summary>The rules that the row matches.</summary>
    public IReadOnlyList<RuleHit> Match(RowRules rules) => Match(rules, Text.Span, Format);

    /// <inheritdoc cref="Match(RowRules)"/>
    public static IReadOnlyList<RuleHit> Match(RowRules rules, ReadOnlySpan<byte> text, RowFormat? format)
    {
        if (format is null)
        {
            return rules(text);
        }

        var json = new ArrayBufferWriter<byte>(text.Length + format.Overhead);
        try
        {
            return format.TryWrite(text, json) ? rules(json.WrittenSpan) : [];
        }
        catch (JsonException)
        {
            return []; // its reader has said what is wrong with it
        }
    }
}
