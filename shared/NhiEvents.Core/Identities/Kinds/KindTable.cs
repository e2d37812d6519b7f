using System.Collections.Frozen;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Identities.Kinds;

/// <summary>The kinds of non-human identities: how they are recognised, which findings say nothing about them, what helps them. Versioned data, replaceable by the operator.</summary>
/// <remarks>Immutable and safe to share between threads. Kinds are tried in the file's order; the first whose rule holds is it.</remarks>
public sealed class KindTable
{
    internal const string ResourceName = "NhiEvents.Core.Identities.identity-kinds.json";

    private static readonly Lazy<KindTable> LazyShipped = new(() => DataFile.LoadShipped(ResourceName, "identity-kinds.json", Load));

    private readonly FrozenSet<string> _microsoft;
    private readonly FrozenDictionary<IdentityKind, KindEntry> _byKind;

    private KindTable(KindFile file, IReadOnlyList<KindEntry> kinds)
    {
        (Version, Kinds) = (file.Version, kinds);
        _microsoft = file.MicrosoftTenants.Keys.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _byKind = kinds.ToFrozenDictionary(kind => kind.Kind);
    }

    /// <summary>The table that comes with the product.</summary>
    public static KindTable Shipped => LazyShipped.Value;

    public string Version { get; }

    /// <summary>In the order in which they are tried.</summary>
    public IReadOnlyList<KindEntry> Kinds { get; }

    /// <summary>Reads a table in the form of identity-kinds.json.</summary>
    /// <exception cref="InvalidDataException">The file has faults; the message lists all of them.</exception>
    public static KindTable Load(Stream json, string name)
    {
        var file = DataFile.Parse(json, name, KindJson.Default.KindFile) ?? throw new InvalidDataException($"{name}: the file holds null");
        var reading = new KindReading(file);
        var kinds = reading.Read();
        return reading.Faults.Count == 0 ? new KindTable(file, kinds) : throw DataFile.Faulty(name, [.. reading.Faults]);
    }

    public KindEntry Of(IdentityKind kind) => _byKind[kind];

    /// <summary>The kind: the owner's word where the form admits it, else what is recognised.</summary>
    public IdentityKind KindOf(KindSubject subject) =>
        subject.Facts?.Kind is { } said && Of(said).Forms.Contains(subject.Form)
            ? said
            : Kinds.First(kind => kind.Rules.Any(rule => rule.Holds(subject, _microsoft))).Kind;
}
