namespace NhiEvents.Contracts.Messages;

/// <summary>Detection takes an identity for a non-human one, for the reasons given. Sent when the reasons grow.</summary>
public sealed record IdentityClassified(string TenantId, string IdentityId, IReadOnlyList<string> Evidence)
{
    public const string Kind = "identity-classified";
}
