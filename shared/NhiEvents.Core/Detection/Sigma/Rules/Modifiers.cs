namespace NhiEvents.Core.Detection.Sigma.Rules;

/// <summary>What the names behind a field say, in order: <c>field|contains|all</c>.</summary>
internal sealed record Modifiers(string? Field, IReadOnlyList<string> Transforms)
{
    private static readonly HashSet<string> Transforming = new(StringComparer.Ordinal)
    {
        "contains", "startswith", "endswith", "windash", "base64", "base64offset", "utf16", "utf16le", "utf16be", "wide",
    };

    private static readonly HashSet<string> Typing = new(StringComparer.Ordinal)
    {
        "re", "cidr", "exists", "fieldref", "lt", "lte", "gt", "gte", "minute", "hour", "day", "week", "month", "year",
    };

    /// <summary>What kind of value the texts are, when not text: <c>re</c>, <c>cidr</c> …</summary>
    public string? Type { get; private init; }

    public bool All { get; private init; }

    public bool Cased { get; private init; }

    public bool Negated { get; private init; }

    /// <summary>Those of <c>i</c>, <c>m</c>, <c>s</c> that follow <c>re</c>.</summary>
    public string Flags { get; private init; } = "";

    /// <summary>Null when a fault was added.</summary>
    public static Modifiers? Parse(string key, Place at, FaultList faults)
    {
        var parts = key.Split('|');
        var read = new Modifiers(parts[0].Length == 0 ? null : parts[0], []);
        foreach (var name in parts.Skip(1))
        {
            if (read.With(name, out var fault) is not { } next)
            {
                faults.Add(at, $"{key}: {fault}");
                return null;
            }

            read = next;
        }

        return read;
    }

    private Modifiers? With(string name, out string? fault)
    {
        fault = null;
        switch (name)
        {
            case "all":
                return this with { All = true };
            case "cased":
                return this with { Cased = true };
            case "neq":
                return this with { Negated = true };
            case "i" or "m" or "s" when Type is "re":
                return this with { Flags = Flags + name };
            case "i" or "m" or "s":
                fault = $"\"{name}\" is a flag of a regular expression; write it behind re: |re|{name}";
                return null;
            case "expand":
                fault = "placeholders (%name%) have no values here; write the values themselves, as a list, and leave out |expand";
                return null;
            case "" when Transforms.Count == 0:
                fault = "a modifier is missing behind the |";
                return null;
        }

        if (Transforming.Contains(name))
        {
            if (Type is null or "fieldref")
            {
                return this with { Transforms = [.. Transforms, name] };
            }

            fault = $"\"{name}\" cannot follow \"{Type}\": that does not compare texts";
            return null;
        }

        if (!Typing.Contains(name))
        {
            fault = $"\"{name}\" is no modifier; these are: {string.Join(", ", Transforming.Concat(Typing).Concat(["all", "cased", "neq"]).Order(StringComparer.Ordinal))}";
            return null;
        }

        var allowed = Type is null && (Transforms.Count == 0 || (name is "fieldref" && Transforms.All(IsPlace)));
        fault = allowed ? null : $"\"{name}\" cannot follow \"{Type ?? Transforms[^1]}\"; make two fields of it";
        return allowed ? this with { Type = name } : null;
    }

    /// <summary>Says where the text stands in the value.</summary>
    public static bool IsPlace(string transform) => transform is "contains" or "startswith" or "endswith";
}
