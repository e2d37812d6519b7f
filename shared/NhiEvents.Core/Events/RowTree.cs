using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>A row that is put together again from ways to its values.</summary>
internal sealed class RowTree
{
    /// <summary>More than a tenant has policies, or an audit properties.</summary>
    private const int MaxElements = 1000;

    private readonly Dictionary<string, RowTree> _members = [];
    private readonly SortedDictionary<int, RowTree> _elements = [];
    private RowTree? _each;
    private JsonElement? _leaf;

    /// <summary>What objects the row has as members of its own.</summary>
    public IEnumerable<RowTree> Objects => _members.Values.Where(member => member._members.Count > 0);

    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>Puts the value where the way leads; what is there already stays.</summary>
    public void Set(ReadOnlySpan<RowNames.Step> way, JsonElement value)
    {
        var place = this;
        foreach (var step in way)
        {
            place = step switch
            {
                { Name: { } name } => place._members.TryGetValue(name, out var member) ? member : place._members[name] = new RowTree(),
                { Index: >= 0 } => place._elements.TryGetValue(step.Index, out var element) ? element : place._elements[step.Index] = new RowTree(),
                _ => place._each ??= new RowTree(),
            };
        }

        place._leaf ??= value;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (_each is not null)
        {
            _each.WriteList(json);
        }
        else if (_members.Count > 0)
        {
            json.WriteStartObject();
            foreach (var (name, member) in _members)
            {
                json.WritePropertyName(name);
                member.Write(json);
            }

            json.WriteEndObject();
        }
        else if (_elements.Count > 0)
        {
            json.WriteStartArray();
            foreach (var element in _elements.Values)
            {
                element.Write(json);
            }

            json.WriteEndArray();
        }
        else if (_leaf is { } leaf)
        {
            Write(leaf, json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>Lists beside one another as a list of objects; where they differ in length nobody knows what belongs together, and what differs is left out.</summary>
    private void WriteList(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        if (_leaf is { } values)
        {
            foreach (var value in values.ValueKind is JsonValueKind.Array ? [.. values.EnumerateArray()] : new[] { values })
            {
                Write(value, json);
            }
        }
        else
        {
            var count = Math.Max(1, Count());
            for (var i = 0; i < Math.Min(count, MaxElements); i++)
            {
                WriteElement(json, i, count);
            }
        }

        json.WriteEndArray();
    }

    private int Count() => _members.Values.Select(member => member switch
    {
        { _leaf: { ValueKind: JsonValueKind.Array } list } => list.GetArrayLength(),
        { _leaf: not null } => 1,
        { _each: null } => member.Count(),
        _ => 0,
    }).DefaultIfEmpty().Max();

    private void WriteElement(Utf8JsonWriter json, int index, int count)
    {
        json.WriteStartObject();
        foreach (var (name, member) in _members)
        {
            if (member._each is { } each && (count == 1 || (index == 0 && name == Changes)))
            {
                json.WritePropertyName(name);
                each.WriteList(json);
            }
            else if (member._members.Count > 0)
            {
                json.WritePropertyName(name);
                member.WriteElement(json, index, count);
            }
            else if (member._leaf is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == count)
            {
                json.WritePropertyName(name);
                Write(list[index], json);
            }
            else if (count == 1 && member._leaf is { } leaf)
            {
                json.WritePropertyName(name);
                Write(leaf, json);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>As it stands: a text may be no valid Unicode.</summary>
    private static void Write(JsonElement value, Utf8JsonWriter json) => json.WriteRawValue(IsNothing(value) ? "null" : value.GetRawText(), skipInputValidation: true);

    /// <summary>What Splunk and pandas write for a value that is not there.</summary>
    public static bool IsNothing(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.String && value.GetRawText() is "\"null\"" or "\"nan\"" or "\"NaT\"");

    /// <summary>Of an audit's targets the first has what changed, the others are what it was changed to.</summary>
    private const string Changes = "modifiedProperties";
}
