using NhiEvents.Core.Detection.Sigma.Yaml;

namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>Asks a map of a rule for members of a certain kind, and tells faults where one is of another kind.</summary>
internal sealed class DocumentMembers(YamlNode.Map map, FaultList faults)
{
    public Place At => map.At;

    public YamlNode? Node(string name) => map[name];

    /// <summary>Null when the member is missing or no text.</summary>
    public YamlNode.Scalar? Scalar(string name)
    {
        switch (map[name])
        {
            case null or YamlNode.Scalar { IsNull: true }:
                return null;
            case YamlNode.Scalar scalar:
                return scalar;
            case var other:
                faults.Add(other.At, $"{name} is a text, not {other.Word}");
                return null;
        }
    }

    public string? Text(string name, int maxLength)
    {
        var scalar = Scalar(name);
        if (scalar?.Text.Length > maxLength)
        {
            faults.Add(scalar.At, $"{name} has more than {maxLength:N0} characters");
        }

        return scalar?.Text;
    }

    /// <summary>The texts of a list, or one text.</summary>
    public IReadOnlyList<YamlNode.Scalar> List(string name)
    {
        switch (map[name])
        {
            case null or YamlNode.Scalar { IsNull: true }:
                return [];
            case YamlNode.Scalar one:
                return [one];
            case YamlNode.List list:
                foreach (var other in list.Items.Where(item => item is not YamlNode.Scalar))
                {
                    faults.Add(other.At, $"{name} is a list of texts; this is {other.Word}");
                }

                return [.. list.Items.OfType<YamlNode.Scalar>()];
            case var other:
                faults.Add(other.At, $"{name} is a list of texts, not {other.Word}");
                return [];
        }
    }

    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(item => item.Text)];

    /// <summary>Null when the member is missing or no map.</summary>
    public DocumentMembers? Map(string name)
    {
        switch (map[name])
        {
            case null:
                return null;
            case YamlNode.Map inner:
                return new DocumentMembers(inner, faults);
            case var other:
                faults.Add(other.At, $"{name} is a map, not {other.Word}");
                return null;
        }
    }
}
