using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NhiEvents.Core.Detection.Sigma.Yaml;

/// <summary>Reads the documents of a YAML file into nodes, within limits that no rule meets and a hostile file cannot pass.</summary>
/// <remarks>Only texts, lists and maps come out: a tag makes no object, and an alias counts as often as it stands.</remarks>
internal sealed class YamlReading
{
    /// <summary>Characters of a file; the largest public rule has some 60,000.</summary>
    public const int MaxLength = 1024 * 1024;

    public const int MaxDepth = 24;

    /// <summary>Nodes of one document, those behind aliases counted as often as they are pointed to.</summary>
    public const int MaxNodes = 50_000;

    private readonly FaultList _faults;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private int _nodes;

    private YamlReading(FaultList faults) => _faults = faults;

    /// <summary>The documents up to the first fault, which is added to the list.</summary>
    public static IReadOnlyList<YamlNode> Read(string text, FaultList faults)
    {
        var documents = new List<YamlNode>();
        if (text.Length > MaxLength)
        {
            faults.Add(new Place(1, 1), $"the file has more than {MaxLength:N0} characters; put fewer rules into one file");
            return documents;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                var reading = new YamlReading(faults);
                if (reading.Next(parser, 0) is not { } document)
                {
                    return documents;
                }

                documents.Add(document);
                parser.Consume<DocumentEnd>();
            }
        }
        catch (YamlException unreadable)
        {
            faults.Add(PlaceOf(unreadable.Start), $"this is no YAML: {Words(unreadable)}");
        }
        catch (Exception unexpected) when (unexpected is InvalidOperationException or ArgumentException)
        {
            // The parser gives up so, and without a place, on some texts that are no YAML.
            faults.Add(parser.Current is { } last ? PlaceOf(last.End) : new Place(1, 1), "this is no YAML from about here on");
        }

        return documents;
    }

    private static string Words(YamlException fault)
    {
        var text = fault.Message.ReplaceLineEndings(" ");
        return text.Length > 200 ? text[..200] + "…" : text;
    }

    private static Place PlaceOf(in Mark mark) => new(Math.Max(1, mark.Line), Math.Max(1, mark.Column));

    /// <summary>The next node; null when a fault was added.</summary>
    private YamlNode? Next(Parser parser, int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var target) && Count(target.Size, PlaceOf(alias.Start))
                ? target
                : Fault(PlaceOf(alias.Start), target is null ? $"nothing before this is called &{alias.Value}" : null);
        }

        var node = parser.Consume<NodeEvent>();
        var at = PlaceOf(node.Start);
        if (depth > MaxDepth)
        {
            return Fault(at, $"this is nested more than {MaxDepth} deep");
        }

        if (!Count(1, at))
        {
            return null;
        }

        var read = node switch
        {
            Scalar scalar => new YamlNode.Scalar(at, scalar.Value, scalar.Style is ScalarStyle.Plain),
            SequenceStart => List(parser, at, depth),
            MappingStart => Map(parser, at, depth),
            _ => Fault(at, "this is nothing that a rule can hold"),
        };
        if (read is not null && !node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = read;
        }

        return read;
    }

    private YamlNode.List? List(Parser parser, Place at, int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (Next(parser, depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new YamlNode.List(at, items, 1 + items.Sum(item => item.Size));
    }

    private YamlNode.Map? Map(Parser parser, Place at, int depth)
    {
        var entries = new List<(YamlNode.Scalar, YamlNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Next(parser, depth + 1) is not { } name)
            {
                return null;
            }

            if (name is not YamlNode.Scalar key)
            {
                _faults.Add(name.At, $"a name is expected here, not {name.Word}");
                return null;
            }

            if (!seen.Add(key.Text))
            {
                _faults.Add(key.At, $"\"{key.Text}\" stands in this map twice; the second would hide the first");
                return null;
            }

            if (Next(parser, depth + 1) is not { } value)
            {
                return null;
            }

            entries.Add((key, value));
        }

        return new YamlNode.Map(at, entries, 1 + entries.Sum(entry => 1 + entry.Item2.Size));
    }

    private bool Count(int nodes, Place at)
    {
        _nodes += nodes;
        if (_nodes <= MaxNodes)
        {
            return true;
        }

        _faults.Add(at, $"the document has more than {MaxNodes:N0} parts, those that aliases repeat counted; split it");
        return false;
    }

    private YamlNode? Fault(Place at, string? message)
    {
        if (message is not null)
        {
            _faults.Add(at, message);
        }

        return null;
    }
}
