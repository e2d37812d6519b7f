namespace NhiEvents.Core.Portal.Access;

/// <summary>What of the lists a person may see: all of it, or only what is theirs.</summary>
public sealed class PortalScope
{
    private readonly IReadOnlySet<string>? _owners;

    private PortalScope(IReadOnlySet<string>? owners) => _owners = owners;

    public static PortalScope All { get; } = new(null);

    public bool SeesAll => _owners is null;

    /// <summary>Identities whose owner is one of these names.</summary>
    public static PortalScope OwnedBy(IEnumerable<string> names) => new(names.ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether what has this owner may be seen.</summary>
    public bool Sees(string owner) => _owners is null || _owners.Contains(owner);
}
