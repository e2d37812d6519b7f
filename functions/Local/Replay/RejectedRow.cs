using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Local.Replay;

/// <summary>One line of <c>rejected.ndjson</c>: what could not be read, where, and why.</summary>
/// <param name="Line">Line of the text, from 1; 0 where it is not known any more.</param>
/// <param name="Offset">Byte of the text, from 0: of the file, or of what it holds unpacked (gzip) or as UTF-8 (UTF-16).</param>
/// <param name="Reason">Slug from a closed list.</param>
/// <param name="Text">What is wrong in words; with --keep-raw the first bytes of the row instead.</param>
internal sealed record RejectedRow(string File, long Line, long Offset, string Reason, string Text);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RejectedRow))]
internal sealed partial class RejectedJson : JsonSerializerContext;
