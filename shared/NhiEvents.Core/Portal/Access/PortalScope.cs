namespace NhiEvents.Core.Portal.Access;

/// <summary>What of the lists a person may see: all of it, or only what is theirs.</summary>
public sealed class PortalScope
{
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    private readonly IReadOnlySet<string> _owners;
    private readonly IReadOnlySet<string> _identities;

    private PortalScope(bool seesAll, IReadOnlySet<string> owners, IReadOnlySet<string> tags, IReadOnlySet<string> identities)
    {
        (SeesAll, _owners, Tags, _identities) = (seesAll, owners, tags, identities);
        Key = seesAll ? "" : string.Join('\n', owners.Order(StringComparer.OrdinalIgnoreCase)) + "\0" + string.Join('\n', tags.Order(StringComparer.OrdinalIgnoreCase));
    }

    public static PortalScope All { get; } = new(true, None, None, None);

    public bool SeesAll { get; }

    /// <summary>Two scopes with the same key see the same of the same list of identities.</summary>
    internal string Key { get; }

    /// <summary>Identities with one of these tags are the person's too, once <see cref="With"/> has said which those are.</summary>
    internal IReadOnlySet<string> Tags { get; }

    /// <summary>Identities whose owner is one of these names.</summary>
    public static PortalScope OwnedBy(IEnumerable<string> names) => Of(names, []);

    /// <summary>Identities whose owner is one of these names, and those with one of these tags.</summary>
    public static PortalScope Of(IEnumerable<string> owners, IEnumerable<string> tags) =>
        new(false, owners.ToHashSet(StringComparer.OrdinalIgnoreCase), tags.ToHashSet(StringComparer.OrdinalIgnoreCase), None);

    /// <summary>The same, with the identities that have one of the tags now.</summary>
    internal PortalScope With(IReadOnlySet<string> identities) => new(SeesAll, _owners, Tags, identities);

    /// <summary>Whether what is about this identity, with this owner, may be seen.</summary>
    public bool Sees(string owner, string identityId) => SeesAll || _owners.Contains(owner) || _identities.Contains(identityId);
}
