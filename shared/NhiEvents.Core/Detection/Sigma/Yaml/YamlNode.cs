namespace NhiEvents.Core.Detection.Sigma.Yaml;

/// <summary>A piece of a YAML document, and where it stands.</summary>
/// <param name="Size">Nodes in it, itself counted, with everything that aliases in it point to.</param>
internal abstract record YamlNode(Place At, int Size)
{
    /// <param name="IsPlain">Written without quotes, so that <c>null</c>, <c>true</c> and numbers mean what they say.</param>
    public sealed record Scalar(Place At, string Text, bool IsPlain) : YamlNode(At, 1)
    {
        /// <summary>Nothing, <c>~</c> or <c>null</c>, without quotes.</summary>
        public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

        /// <summary>Null for anything but a truth value without quotes.</summary>
        public bool? Truth => IsPlain && bool.TryParse(Text, out var value) ? value : null;
    }

    public sealed record List(Place At, IReadOnlyList<YamlNode> Items, int Size) : YamlNode(At, Size);

    public sealed record Map(Place At, IReadOnlyList<(Scalar Key, YamlNode Value)> Entries, int Size) : YamlNode(At, Size)
    {
        public YamlNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;
    }

    /// <summary>What kind of thing this is, for faults.</summary>
    public string Word => this switch { Map => "a map", List => "a list", _ => "a text" };
}
