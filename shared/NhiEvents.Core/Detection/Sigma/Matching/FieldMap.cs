using NhiEvents.Core.Detection.Sigma.Logs;

namespace NhiEvents.Core.Detection.Sigma.Matching;

/// <summary>The fields that rules ask for, and every place of a row where one may stand, as a tree that is walked once per row.</summary>
/// <param name="logs">The logs whose rows are read; several, for rows that do not say theirs.</param>
internal sealed class FieldMap(LogCatalog catalog, IReadOnlyList<SigmaLog> logs)
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.OrdinalIgnoreCase);

    public PathNode Root { get; } = new();

    /// <summary>How many fields there are; slots are below.</summary>
    public int Count => _slots.Count;

    /// <summary>The rules' names of the fields, by slot.</summary>
    public IEnumerable<string> Names => _slots.OrderBy(slot => slot.Value).Select(slot => slot.Key);

    /// <summary>Rules look for keywords, so the whole text of a row is needed.</summary>
    public bool WantsAll { get; set; }

    public int Add(string field)
    {
        if (_slots.TryGetValue(field, out var known))
        {
            return known;
        }

        var slot = _slots[field] = _slots.Count;
        AddNamed(field, slot);
        foreach (var path in logs.SelectMany(log => log.Fields.Where(entry => entry.Key.Equals(field, StringComparison.OrdinalIgnoreCase))).SelectMany(entry => entry.Value))
        {
            AddEverywhere(path.Path, new PathLeaf(slot, path.Before, path.Words));
        }

        return slot;
    }

    /// <summary>A field that stands at the first of these paths that has a value.</summary>
    public int[] AddFirstOf(IEnumerable<string> paths) => [.. paths.Distinct(StringComparer.OrdinalIgnoreCase).Select(Add)];

    /// <summary>Under the name that the rule uses, with and without the member around it that only one schema has; or flat, with dots in the name.</summary>
    private void AddNamed(string field, int slot)
    {
        var leaf = new PathLeaf(slot, null, null);
        AddEverywhere(field, leaf);
        foreach (var container in catalog.Containers)
        {
            if (field.StartsWith(container + ".", StringComparison.OrdinalIgnoreCase))
            {
                AddEverywhere(field[(container.Length + 1)..], leaf);
            }
        }

        if (field.Contains('.', StringComparison.Ordinal))
        {
            Root.Child(field).Leaves.Add(leaf);
        }
    }

    private void AddEverywhere(string path, PathLeaf leaf)
    {
        Add(Root, path, leaf);
        foreach (var container in catalog.Containers)
        {
            Add(Root.Child(container), path, leaf);
        }
    }

    private static void Add(PathNode node, string path, PathLeaf leaf)
    {
        foreach (var (name, key) in Segments(path))
        {
            node = node.Child(name);
            node = key is null ? node : node.Keyed(key);
        }

        if (!node.Leaves.Contains(leaf))
        {
            node.Leaves.Add(leaf);
        }
    }

    private static IEnumerable<(string Name, string? Key)> Segments(string path)
    {
        for (var at = 0; at <= path.Length;)
        {
            var end = path.AsSpan(at).IndexOfAny('.', '[') is var found and >= 0 ? at + found : path.Length;
            var name = path[at..end];
            string? key = null;
            if (end < path.Length && path[end] == '[' && path.IndexOf(']', end) is var close and > 0)
            {
                key = path[(end + 1)..close];
                end = close + 1;
            }

            yield return (name, key);
            at = end + 1;
        }
    }
}

/// <summary>A place in a row: what is asked for here, and below.</summary>
internal sealed class PathNode
{
    public NameTable<PathNode> Children { get; } = new();

    public List<PathLeaf> Leaves { get; } = [];

    /// <summary>Below entries of a list that are called so; null when nobody asks.</summary>
    public Dictionary<string, PathNode>? Entries { get; private set; }

    public bool IsEntered => !Children.IsEmpty || Entries is not null;

    public PathNode Child(string name) => Children.GetOrAdd(name, () => new PathNode());

    /// <summary>The entry of a list, or the member of an object, that is called so.</summary>
    public PathNode Keyed(string key)
    {
        Entries ??= new Dictionary<string, PathNode>(StringComparer.OrdinalIgnoreCase);
        return Entries.TryGetValue(key, out var known) ? known : Entries[key] = Child(key);
    }
}

/// <summary>A field that is read here, and what is made of its value.</summary>
internal sealed record PathLeaf(int Slot, string? Before, IReadOnlyDictionary<string, string>? Words);
