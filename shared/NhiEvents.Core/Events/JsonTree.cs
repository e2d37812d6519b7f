using System.Text;
using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>A JSON value whose members can be found by a path, moved and renamed. Names with points are paths, as Elastic takes them; null counts as absent.</summary>
internal sealed class JsonTree
{
    /// <summary>No document goes deeper; what is behind stays one name.</summary>
    private const int MaxSegments = 12;

    private readonly byte[] _scalar;

    private JsonTree(byte[] scalar) => _scalar = scalar;

    /// <summary>Of an object, in their order; null for anything else.</summary>
    public Dictionary<string, JsonTree>? Members { get; private init; }

    /// <summary>Of a list; null for anything else.</summary>
    public IReadOnlyList<JsonTree>? Items { get; private init; }

    public bool IsScalar => Members is null && Items is null;

    /// <summary>The text of a string or number; null for anything else, and for an empty one.</summary>
    public string? Text
    {
        get
        {
            var reader = new Utf8JsonReader(IsScalar ? _scalar : "null"u8);
            reader.Read();
            return JsonText.Read(ref reader, int.MaxValue);
        }
    }

    public static JsonTree Object() => new([]) { Members = [] };

    public static JsonTree List(IEnumerable<JsonTree> items) => new([]) { Items = [.. items] };

    public static JsonTree Of(string text) => new(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));

    /// <exception cref="JsonException">It is none, or too deep.</exception>
    public static JsonTree Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
        reader.Read();
        var tree = Read(ref reader, json);
        return reader.Read() ? throw new JsonException("something follows the value") : tree;
    }

    /// <summary>What is behind some names; null when nothing is.</summary>
    /// <param name="path">Names with points between.</param>
    public JsonTree? Find(string path)
    {
        var found = this;
        foreach (var name in path.Split('.'))
        {
            found = found?.Members?.GetValueOrDefault(name);
        }

        return found;
    }

    /// <summary>Puts a value there when nothing else is; an object gets those of its members that are not there.</summary>
    /// <param name="path">Names with points between.</param>
    public void Put(string path, JsonTree value) => Put(Segments(path), value);

    public void Write(Utf8JsonWriter json)
    {
        if (Members is not null)
        {
            json.WriteStartObject();
            foreach (var (name, member) in Members)
            {
                json.WritePropertyName(name);
                member.Write(json);
            }

            json.WriteEndObject();
        }
        else if (Items is not null)
        {
            json.WriteStartArray();
            foreach (var item in Items)
            {
                item.Write(json);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteRawValue(_scalar, skipInputValidation: true);
        }
    }

    private static JsonTree Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType is JsonTokenType.StartArray)
        {
            var items = new List<JsonTree>();
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                items.Add(Read(ref reader, json));
            }

            return List(items);
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return new JsonTree(json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed].ToArray());
        }

        var tree = Object();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.ValueIsEscaped ? JsonText.Read(reader.ValueSpan) : Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Read();
            var value = Read(ref reader, json);
            if (reader.TokenType is not JsonTokenType.Null)
            {
                tree.Put(Segments(name), value);
            }
        }

        return tree;
    }

    private void Put(ReadOnlySpan<string> path, JsonTree value)
    {
        var members = Members!;
        if (!members.TryGetValue(path[0], out var there) || (path.Length > 1 && there.Members is null))
        {
            members[path[0]] = there = path.Length > 1 ? Object() : value;
        }

        if (path.Length > 1)
        {
            there.Put(path[1..], value);
        }
        else if (there != value && there.Members is not null && value.Members is not null)
        {
            foreach (var (name, member) in value.Members)
            {
                there.Put([name], member);
            }
        }
    }

    /// <summary>An address in a name, such as that of a claim, is one segment.</summary>
    private static string[] Segments(string name)
    {
        var address = name.IndexOf("http://", StringComparison.Ordinal);
        return !name.Contains('.', StringComparison.Ordinal) || address == 0 ? [name]
            : address > 0 ? [.. name[..(address - 1)].Split('.', MaxSegments), name[address..]]
            : name.Split('.', MaxSegments);
    }
}
