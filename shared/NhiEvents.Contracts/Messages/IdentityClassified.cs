namespace NhiEvents.Contracts.Messages;

/// <summary>Detection takes an identity for a non-human one, for the reasons given. Sent when the reasons grow.</summary>
public sealed record IdentityClassified(string TenantId, string IdentityId, IReadOnlyList<string> Evidence)
{
    /// <summary>By whose first part Ingest knows the account in Windows events.</summary>
    public string? UserPrincipalName { get; init; }

    public const string Kind = "identity-classified";
}
