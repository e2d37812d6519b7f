using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>
/// A row that a tool has taken apart into one level, as Splunk's extracted fields, LogScale and pandas do, or whose names it spells its own way, as a library of
/// another language does. Put back it is the row that the log wrote, as far as the data is still there.
/// </summary>
internal static class RespelledRow
{
    private const int MaxNames = 2048;

    /// <summary>A product's or dataset's name around the row, twice.</summary>
    private const int MaxDepth = 3;

    /// <summary>The row as its log spells it.</summary>
    /// <param name="row">One whole JSON object.</param>
    /// <param name="result">What reading it as it is gave.</param>
    /// <returns>Null when it cannot be read that way either, or would say no more.</returns>
    public static byte[]? Of(ReadOnlySpan<byte> row, ReadResult result)
    {
        if (!MaySayMore(row, result))
        {
            return null;
        }

        var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(Tree(document.RootElement), result, MaxDepth);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }

    /// <summary>Whether a row that was read like this may hold more than was seen.</summary>
    public static bool MaySayMore(ReadOnlySpan<byte> row, ReadResult result) => result switch
    {
        ReadResult.Unreadable { Reason: RejectReasons.NotJson or RejectReasons.NotAnObject or RejectReasons.TooLarge or RejectReasons.TooDeep } => false,
        ReadResult.Unreadable or ReadResult.Other => HasOddNames(row),
        ReadResult.NotForUs other => OtherLogs.Reads(other.Reason) && HasOddNames(row),
        _ => false,
    };

    private static bool HasOddNames(ReadOnlySpan<byte> row)
    {
        var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (!reader.ValueIsEscaped && RowNames.IsOdd(Encoding.UTF8.GetString(reader.ValueSpan)))
            {
                return true;
            }

            reader.Read();
            reader.Skip();
        }

        return false;
    }

    private static RowTree Tree(JsonElement row)
    {
        var tree = new RowTree();
        JsonElement? splunkTime = null;
        var isTable = row.EnumerateObject().Any(member => RowNames.IsRespelledColumn(member.Name));
        foreach (var member in row.EnumerateObject().Take(MaxNames))
        {
            Add(tree, isTable ? [RowNames.Step.Of(RowNames.Column(member.Name))] : [.. RowNames.Steps(member.Name)], member.Value);
            splunkTime = member.NameEquals("_time") ? member.Value : splunkTime;
        }

        if (splunkTime is { } time && !tree.Has("time") && !tree.Has("@timestamp"))
        {
            tree.Set([RowNames.Step.Of("time")], time);
        }

        return tree;
    }

    /// <summary>Members of the row itself have ways for names; what is inside the event is only spelled, because a point in it may be somebody's text.</summary>
    private static void Add(RowTree tree, ImmutableArray<RowNames.Step> way, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object)
        {
            foreach (var inside in value.EnumerateObject())
            {
                Add(tree, way.Add(RowNames.Step.Of(way[^1].Name is RowNames.Claims ? inside.Name : RowNames.Spelled(inside.Name))), inside.Value);
            }
        }
        else if (value.ValueKind is JsonValueKind.Array && !way[^1].IsEach && value.EnumerateArray().Any(element => element.ValueKind is JsonValueKind.Object))
        {
            foreach (var (index, element) in value.EnumerateArray().Index())
            {
                Add(tree, way.Add(new RowNames.Step(null, index)), element);
            }
        }
        else if (value.ValueKind is JsonValueKind.String && PythonText.ToJson(Encoding.UTF8.GetBytes(value.GetString()!)) is { } printed)
        {
            using var list = JsonDocument.Parse(printed, new JsonDocumentOptions { MaxDepth = SignInReader.MaxDepth });
            Add(tree, way, list.RootElement.Clone());
        }
        else if (!RowTree.IsNothing(value))
        {
            tree.Set(way.AsSpan(), way.Any(step => step.IsEach) && value.ValueKind is JsonValueKind.String ? Lines(value) : value);
        }
    }

    /// <summary>Several values in one cell of Splunk's CSV, each on a line of its own.</summary>
    private static JsonElement Lines(JsonElement text)
    {
        var raw = text.GetRawText();
        const string End = "\\u000a"; // as a table's cells are written here
        if (!raw.Contains(End, StringComparison.Ordinal) || raw.Contains("\\\\", StringComparison.Ordinal))
        {
            return text;
        }

        using var list = JsonDocument.Parse($"[{raw.Replace(End, "\",\"", StringComparison.Ordinal)}]");
        return list.RootElement.Clone();
    }

    private static byte[]? Read(RowTree tree, ReadResult before, int depth)
    {
        var row = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(row))
        {
            tree.Write(json);
        }

        var result = EventReader.Read(row.WrittenSpan);
        return SaysMore(result, before) ? row.WrittenSpan.ToArray()
            : depth == 0 ? null
            : tree.Objects.Take(MaxNames >> 6).Select(inside => Read(inside, before, depth - 1)).FirstOrDefault(found => found is not null);
    }

    private static bool SaysMore(ReadResult now, ReadResult before) => (now, before) switch
    {
        (ReadResult.Unreadable, _) => false,
        (ReadResult.NotForUs { Reason: "EventGrid" or "DirectoryObjects" }, _) => false, // told by common words, such as event_type
        (_, ReadResult.Unreadable) => true,
        (ReadResult.NotForUs, _) => false,
        _ => true,
    };
}
