using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>What a finding's words are made of.</summary>
internal sealed record FindingFacts(RootCause Cause, Contribution Total, IdentityRow Identity, ErrorCodeTable Codes)
{
    public IdentityKind Kind { get; } = Identity.Classification().Kind;

    public bool IsUser => Kind is IdentityKind.ServiceAccount;

    /// <summary>The application belongs to another organization.</summary>
    public bool IsVendors => Identity.AppOwnerTenantId is { } owner && !string.Equals(owner.Text, Identity.TenantId, StringComparison.OrdinalIgnoreCase);

    /// <summary>Starts a sentence.</summary>
    public string Who => Kind switch
    {
        IdentityKind.ServiceAccount => $"Service account {Name}",
        IdentityKind.ServicePrincipal => $"Application {Name}",
        IdentityKind.ManagedIdentity => $"Managed identity {Name}",
    };

    /// <summary><see cref="Who"/> within a sentence.</summary>
    public string WhoInside => char.ToLowerInvariant(Who[0]) + Who[1..];

    /// <summary>The application that presents a credential: the identity itself, or the client that a service account signs in with. Starts a sentence.</summary>
    public string Client => IsUser ? $"{(Total.Apps.Count > 0 ? $"Application {CommandText.Listed(Total.Apps)}" : "The application")}, used by service account {Name}," : Who;

    public string Name => CommandText.Quoted(Identity.ToRef().DisplayName);

    /// <summary>In a command.</summary>
    public string UserId => CommandText.Id(Identity.Id, "<user-object-id>");

    /// <summary>In a command: of the application that the cause is about, else the identity's own.</summary>
    public string AppId => CommandText.Id(Cause.AppId ?? (IsUser ? null : Identity.AppId?.Text), "<app-id>");

    public string ForResources => Total.Resources.Count > 0 ? $" for {CommandText.Listed(Total.Resources)}" : "";

    public string CodeList => $"AADSTS{string.Join(", AADSTS", Total.Codes)}";

    /// <summary>The codes with what they mean, for use in brackets.</summary>
    public string Explained => string.Join("; ", Total.Codes.Take(3).Select(Explain));

    /// <summary>Whether the events prove that the caller held the right password: of a user account only, because the codes say nothing about a service principal.</summary>
    public bool PasswordWasRight => IsUser && Total.Codes.Any(code => Codes.Find(code)?.FirstFactorCorrect is true);

    public bool Has(IReadOnlySet<int> codes) => Total.Codes.Any(codes.Contains);

    private string Explain(int code) => Codes.Find(code) is { } known ? $"AADSTS{code}: {known.Meaning.TrimEnd('.')}" : $"AADSTS{code}";
}
