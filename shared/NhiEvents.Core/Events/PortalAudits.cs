using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NhiEvents.Core.Events;

/// <summary>The CSV of the Entra portal's audit page, whose columns number targets, properties and details; a row of it becomes an audit as Graph gives it.</summary>
internal sealed partial class PortalAudits
{
    /// <summary>Bytes of names and brackets that a cell may grow by.</summary>
    private const int BytesPerCell = 48;

    private readonly Cell[] _cells;

    private PortalAudits(IReadOnlyList<string> columns) => _cells = [.. columns.Select(Cell.Of)];

    /// <summary>Most bytes that a row grows by, escapes aside.</summary>
    public int Overhead => _cells.Length * BytesPerCell;

    /// <summary>Null when the headings are not those of the page.</summary>
    public static PortalAudits? Of(IReadOnlyList<string> columns) =>
        columns.Contains("Activity") && columns.Contains("Date (UTC)") && columns.Any(column => column.StartsWith("Actor", StringComparison.Ordinal)) ? new PortalAudits(columns) : null;

    /// <summary>Appends the row as a JSON object; false when it has more cells than the heading.</summary>
    public bool TryWrite(ReadOnlySpan<byte> row, byte separator, IBufferWriter<byte> output)
    {
        var texts = new Dictionary<Cell, string>();
        var (column, more) = (0, true);
        for (; more; column++)
        {
            var text = CsvText.Unquote(CsvText.NextCell(ref row, separator, out more));
            if (!text.IsEmpty && column >= _cells.Length)
            {
                return false;
            }

            if (!text.IsEmpty)
            {
                texts[_cells[column]] = Encoding.UTF8.GetString(text);
            }
        }

        using var json = new Utf8JsonWriter(output);
        Write(json, texts);
        return column >= _cells.Length;
    }

    private static void Write(Utf8JsonWriter json, Dictionary<Cell, string> texts)
    {
        json.WriteStartObject();
        WriteTexts(json, texts, "", 0, 0, Whole);
        json.WriteStartObject("initiatedBy");
        WriteActor(json, texts);
        json.WriteEndObject();
        WriteList(json, "targetResources", Numbers(texts, "Target", 0), target =>
        {
            WriteTexts(json, texts, "Target", target, 0, TargetNames);
            WriteList(json, "modifiedProperties", Numbers(texts, "Target", target), property => WriteTexts(json, texts, "Target", target, property, PropertyNames));
        });
        WriteList(json, "additionalDetails", Numbers(texts, "AdditionalDetail", 0), detail => WriteTexts(json, texts, "AdditionalDetail", detail, 0, DetailNames));
        json.WriteEndObject();
    }

    /// <summary>A service principal has its own columns; its object id stands in either.</summary>
    private static void WriteActor(Utf8JsonWriter json, Dictionary<Cell, string> texts)
    {
        var type = texts.GetValueOrDefault(new Cell("", "ActorType"));
        var isUser = type is null ? texts.ContainsKey(new Cell("", "ActorUserPrincipalName")) : type.Equals("User", StringComparison.OrdinalIgnoreCase);
        json.WriteStartObject(isUser ? "user" : "app");
        WriteTexts(json, texts, "", 0, 0, isUser ? UserNames : AppNames);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<int> numbers, Action<int> write)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteStartObject();
            write(number);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Of several columns for one name, the first with a text.</summary>
    private static void WriteTexts(Utf8JsonWriter json, Dictionary<Cell, string> texts, string group, int number, int property, (string Column, string Name)[] names)
    {
        foreach (var same in names.GroupBy(name => name.Name))
        {
            if (same.Select(name => texts.GetValueOrDefault(new Cell(group, name.Column, number, property))).FirstOrDefault(text => text is not null) is { } text)
            {
                json.WriteString(same.Key, text);
            }
        }
    }

    /// <summary>Which targets or details there are; of a target, which of its properties.</summary>
    private static IEnumerable<int> Numbers(Dictionary<Cell, string> texts, string group, int target) =>
        texts.Keys.Where(cell => cell.Group == group && (target == 0 || cell.Number == target)).Select(cell => target == 0 ? cell.Number : cell.Property).Where(number => number > 0).Distinct().Order();

    private static readonly (string Column, string Name)[] Whole =
    [
        ("Date (UTC)", "activityDateTime"), ("CorrelationId", "correlationId"), ("Service", "loggedByService"), ("Category", "category"), ("Activity", "activityDisplayName"),
        ("Result", "result"), ("ResultReason", "resultReason"), ("User Agent", "userAgent"), ("IPAddress", "callerIpAddress"),
    ];

    private static readonly (string Column, string Name)[] UserNames = [("ActorObjectId", "id"), ("ActorDisplayName", "displayName"), ("ActorUserPrincipalName", "userPrincipalName")];

    private static readonly (string Column, string Name)[] AppNames =
    [
        ("ActorServicePrincipalId", "servicePrincipalId"), ("ActorObjectId", "servicePrincipalId"), ("ActorServicePrincipalName", "displayName"), ("ActorDisplayName", "displayName"),
    ];

    private static readonly (string Column, string Name)[] TargetNames = [("Type", "type"), ("ObjectId", "id"), ("DisplayName", "displayName"), ("UserPrincipalName", "userPrincipalName")];

    private static readonly (string Column, string Name)[] PropertyNames = [("Name", "displayName"), ("OldValue", "oldValue"), ("NewValue", "newValue")];

    private static readonly (string Column, string Name)[] DetailNames = [("Key", "key"), ("Value", "value")];

    /// <summary>What a column holds.</summary>
    /// <param name="Group"><c>Target</c>, <c>AdditionalDetail</c>, or empty for the row itself.</param>
    /// <param name="Number">Of the target or detail; from 1.</param>
    /// <param name="Property">Of the target's property; from 1, 0 for the target itself.</param>
    private readonly partial record struct Cell(string Group, string Column, int Number = 0, int Property = 0)
    {
        public static Cell Of(string heading)
        {
            var match = Numbered().Match(heading);
            return match.Success
                ? new Cell(match.Groups["group"].Value, match.Groups["column"].Value, NumberIn(match.Groups["number"]), NumberIn(match.Groups["property"]))
                : new Cell("", heading);
        }

        private static int NumberIn(Group group) => group.Success ? int.Parse(group.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;

        [GeneratedRegex("^(?<group>Target|AdditionalDetail)(?<number>[0-9]{1,3})(ModifiedProperty(?<property>[0-9]{1,3}))?(?<column>[A-Za-z]+)$", RegexOptions.ExplicitCapture)]
        private static partial Regex Numbered();
    }
}
