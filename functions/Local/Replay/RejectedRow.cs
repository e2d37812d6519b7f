using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Local.Replay;

/// <summary>One line of <c>rejected.ndjson</c>: what could not be read, where, and why.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Offset">Byte of the file, from 0.</param>
/// <param name="Reason">Slug from a closed list.</param>
/// <param name="Text">What is wrong in words; with --keep-raw the first bytes of the row instead.</param>
internal sealed record RejectedRow(string File, long Line, long Offset, string Reason, string Text);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RejectedRow))]
internal sealed partial class RejectedJson : JsonSerializerContext;
