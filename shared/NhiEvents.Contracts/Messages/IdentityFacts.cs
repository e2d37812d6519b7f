using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Contracts.Messages;

/// <summary>What is known of an identity beside its log rows: from the registry, the directory, or both. Anything may be absent.</summary>
/// <remarks>Holds no secret: of a credential only its id and its end. A list that the wire leaves out is an empty one.</remarks>
public sealed record IdentityFacts
{
    /// <summary>Object id or, from a registry, application id; lower case.</summary>
    public string? Id { get; init; }

    public string? UserPrincipalName { get; init; }

    public string? AppId { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Why it is no person, as this source shows: slugs of <see cref="EvidenceKinds"/>. Empty when the source only describes.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = value ?? []; } = [];

    /// <summary>The kind that the owner says it is; wins over what is recognised.</summary>
    public IdentityKind? Kind { get; init; }

    public string? Owner { get; init; }

    public Criticality? Criticality { get; init; }

    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <summary>No action may ever touch it (break-glass). Only ever said by id, never inferred.</summary>
    public bool Protected { get; init; }

    public bool? AccountEnabled { get; init; }

    /// <summary><c>Member</c> or <c>Guest</c>.</summary>
    public string? UserType { get; init; }

    /// <summary>Synchronized from Active Directory.</summary>
    public bool? OnPremises { get; init; }

    public string? SamAccountName { get; init; }

    /// <summary>Its SID in Active Directory, by which Windows events name it.</summary>
    public string? OnPremisesSid { get; init; }

    /// <summary>The tenant that owns the application.</summary>
    public string? AppOwnerTenantId { get; init; }

    public string? ServicePrincipalType { get; init; }

    /// <summary>The object's type without its name space, such as <c>agentIdentity</c>.</summary>
    public string? ObjectType { get; init; }

    /// <summary>As Graph (<c>room</c>, <c>shared</c>) or Exchange Online (<c>SharedMailbox</c>) names it.</summary>
    public string? MailboxType { get; init; }

    /// <summary>Ids of the application permissions (app roles) that it was granted; null: nobody said.</summary>
    public IReadOnlyList<string>? AppRoles { get; init; }

    /// <summary>When the object came to be.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last used, as Microsoft Graph reports it; null: nobody asked.</summary>
    public ActivityFacts? Activity { get; init; }

    /// <summary>People sign in to it with SAML, which no sign-in activity of an application shows.</summary>
    public bool? Saml { get; init; }

    /// <summary>Of an application and its service principal together.</summary>
    public IReadOnlyList<CredentialFacts> Credentials { get; init => field = value ?? []; } = [];
}

/// <summary>The four ways in which an application is used, each with its last time; null where Graph names none.</summary>
/// <param name="ReadAt">When Graph was asked: what happened later is not in it.</param>
public sealed record ActivityFacts(DateTimeOffset ReadAt)
{
    /// <summary>It signed in as itself.</summary>
    public DateTimeOffset? AppOnlyClient { get; init; }

    /// <summary>Another application signed in to it as itself.</summary>
    public DateTimeOffset? AppOnlyResource { get; init; }

    /// <summary>It signed in for a user.</summary>
    public DateTimeOffset? DelegatedClient { get; init; }

    /// <summary>A user signed in to it through another application.</summary>
    public DateTimeOffset? DelegatedResource { get; init; }
}

/// <summary>A credential without its value.</summary>
/// <param name="Type"><c>secret</c> or <c>certificate</c>.</param>
public sealed record CredentialFacts(string KeyId, string Type)
{
    public string? DisplayName { get; init; }

    public DateTimeOffset? EndsAt { get; init; }
}
