using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>The members of a JSON object that have a meaning, each as its own JSON; those within the event win over those around it.</summary>
/// <remarks>For the rare logs, where the readers may ask in their own order. Values are cut and repaired as <see cref="JsonText"/> says; nothing here throws.</remarks>
internal sealed class RowMembers
{
    /// <summary>Where an object is.</summary>
    private enum Place
    {
        /// <summary>It is the row.</summary>
        Row,

        /// <summary>It holds the event.</summary>
        Container,

        /// <summary>It is a value of the event.</summary>
        Inside,
    }

    private readonly Dictionary<Member, byte[]> _outer = [];
    private readonly Dictionary<Member, byte[]> _inner = [];

    private RowMembers()
    {
    }

    /// <summary>How many members were found.</summary>
    public int Count => _outer.Keys.Union(_inner.Keys).Count();

    /// <summary>A whole row: what holds its event is entered.</summary>
    public static RowMembers OfRow(ReadOnlySpan<byte> row)
    {
        var members = new RowMembers();
        members.Take(row, members._outer, Place.Row);
        return members;
    }

    /// <summary>The text of a string or number, or of an object that only wraps one; null when there is none.</summary>
    public string? Text(Member member, int maxBytes = JsonText.MaxBytes)
    {
        if (Raw(member) is not { } json)
        {
            return null;
        }

        var reader = Reader(json);
        reader.Read();
        return WrappedText.Read(ref reader, maxBytes);
    }

    /// <summary>The text of a string; anything else as its JSON.</summary>
    public string? TextOrJson(Member member, int maxBytes)
    {
        var json = Raw(member);
        return json is null or [] || json[0] == (byte)'"' ? Text(member, maxBytes) : Encoding.UTF8.GetString(JsonText.Cut(json, maxBytes));
    }

    /// <summary>The members of an object, or of a text that holds one.</summary>
    public RowMembers? Object(Member member) => Raw(member) is { } json && Unwrapped(json) is [(byte)'{', ..] inside ? Of(inside) : null;

    /// <summary>The objects in a list, or in a text that holds one.</summary>
    /// <param name="more">There are more than asked for.</param>
    public IReadOnlyList<RowMembers> List(Member member, int max, out bool more)
    {
        var found = new List<RowMembers>();
        more = false;
        foreach (var json in Elements(member))
        {
            more = found.Count == max;
            if (more)
            {
                break;
            }

            if (json is [(byte)'{', ..])
            {
                found.Add(Of(json));
            }
        }

        return found;
    }

    /// <summary>The texts in a list, or in a text that holds one.</summary>
    public IReadOnlyList<string> Texts(Member member, int max)
    {
        var found = new List<string>();
        foreach (var json in Elements(member).Take(max))
        {
            var reader = Reader(json);
            reader.Read();
            if (JsonText.Read(ref reader) is { } text)
            {
                found.Add(text);
            }
        }

        return found;
    }

    /// <summary>The texts in a list, in their places: null for one that is empty or none.</summary>
    public IReadOnlyList<string?> Values(Member member, int max)
    {
        var found = new List<string?>();
        foreach (var json in Elements(member).Take(max))
        {
            var reader = Reader(json);
            reader.Read();
            found.Add(WrappedText.Read(ref reader, JsonText.MaxBytes));
        }

        return found;
    }

    /// <summary>The value's JSON; of a text, that which it holds when it holds any.</summary>
    public byte[]? Json(Member member) => Raw(member) is { } json ? Unwrapped(json) : null;

    private static RowMembers Of(ReadOnlySpan<byte> json)
    {
        var members = new RowMembers();
        members.Take(json, members._outer, Place.Inside);
        return members;
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });

    private static byte[]? Unwrapped(byte[] json)
    {
        if (json is not [(byte)'"', ..])
        {
            return json;
        }

        var reader = Reader(json);
        reader.Read();
        var text = JsonText.ReadWhole(ref reader).AsSpan().Trim(" \t\r\n"u8).ToArray();
        return text is not [(byte)'{' or (byte)'[', ..] ? null
            : JsonText.IsWhole(text) ? text
            : PythonText.ToJson(text);
    }

    private byte[]? Raw(Member member) => _inner.GetValueOrDefault(member) ?? _outer.GetValueOrDefault(member);

    private List<byte[]> Elements(Member member) => Json(member) is [(byte)'[', ..] json ? Elements(json) : [];

    private static List<byte[]> Elements(byte[] list)
    {
        var found = new List<byte[]>();
        var reader = Reader(list);
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            found.Add(list[start..(int)reader.BytesConsumed]);
        }

        return found;
    }

    /// <summary>Takes the values of a list of <c>{"@Name":…,"#text":…}</c>, as XML of Windows events becomes JSON.</summary>
    private static void TakeNamed(byte[] list, Dictionary<Member, byte[]> into)
    {
        foreach (var json in Elements(list))
        {
            var reader = Reader(json);
            reader.Read();
            if (WrappedText.ReadPair(ref reader) is { } pair && MemberNames.Find(pair.Name) is not Member.None and var member)
            {
                into[member] = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(pair.Value)}\"");
            }
        }
    }

    /// <summary>What a text of XML holds, as JSON; null when the value is none.</summary>
    private static byte[]? DataOfXml(byte[] value)
    {
        if (value is not [(byte)'"', (byte)'<' or (byte)'\\', ..])
        {
            return null;
        }

        var reader = Reader(value);
        reader.Read();
        var json = new ArrayBufferWriter<byte>();
        return XmlEvents.TryWrite(JsonText.ReadWhole(ref reader), json) ? json.WrittenSpan.ToArray() : null;
    }

    private void Take(ReadOnlySpan<byte> json, Dictionary<Member, byte[]> into, Place place)
    {
        var reader = Reader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var member = place is Place.Row ? MemberNames.Find(ref reader) : MemberNames.FindInside(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isEmpty = reader.TokenType is JsonTokenType.Null || (reader.TokenType is JsonTokenType.String && reader.ValueSpan.IsEmpty);
            reader.Skip();
            if (member is Member.None || isEmpty)
            {
                continue;
            }

            var value = json[start..(int)reader.BytesConsumed].ToArray();
            if (place is not Place.Inside && MemberNames.Containers.Contains(member) && Unwrapped(value) is [(byte)'{', ..] inside)
            {
                Take(inside, _inner, Place.Container);
            }
            else if (place is not Place.Inside && member is Member.EventData && DataOfXml(value) is { } data)
            {
                Take(data, _inner, Place.Container);
            }
            else if (place is Place.Container && member is Member.NamedValues && value is [(byte)'[', ..])
            {
                TakeNamed(value, into);
            }
            else
            {
                into[member] = value;
            }
        }
    }
}
