namespace NhiEvents.Core.Portal.Access;

/// <summary>Who asks.</summary>
/// <param name="Id">Object id of the person's account or, on one machine, the id in its session.</param>
/// <param name="Name">As shown.</param>
/// <param name="Names">Under which an owner may be entered in the registry: mail address, user principal name, display name, id.</param>
public sealed record PortalPerson(string Id, string Name, IReadOnlySet<PortalRole> Roles, IReadOnlySet<string> Names)
{
    /// <summary>Roles that the person holds only for identities with one of these tags.</summary>
    public IReadOnlyDictionary<PortalRole, IReadOnlySet<string>> RolesByTag { get; init; } = new Dictionary<PortalRole, IReadOnlySet<string>>();
}
