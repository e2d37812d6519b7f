using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Kinds;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>What a finding's words are made of.</summary>
internal sealed record FindingFacts(RootCause Cause, Contribution Total, IdentityRow Identity, ErrorCodeTable Codes)
{
    public KindTable Kinds { get; init; } = KindTable.Shipped;

    public IdentityKind Kind { get; } = Identity.Kind();

    public ObjectForm Form { get; } = Identity.Classification().Form;

    public bool IsUser => Form is ObjectForm.User;

    /// <summary>The application belongs to another organization.</summary>
    public bool IsVendors => Kind is IdentityKind.VendorApplication or IdentityKind.FirstPartyApplication
        || (Identity.AppOwnerTenantId is { } owner && !string.Equals(owner.Text, Identity.TenantId, StringComparison.OrdinalIgnoreCase));

    /// <summary>The credentials that the directory knows; empty when it was not asked.</summary>
    public IReadOnlyList<CredentialFacts> Credentials => Identity.Facts?.Credentials ?? [];

    /// <summary>Starts a sentence.</summary>
    public string Who => char.ToUpperInvariant(WhoInside[0]) + WhoInside[1..];

    /// <summary><see cref="Who"/> within a sentence.</summary>
    public string WhoInside => $"{Kinds.Of(Kind).Name} {Name}";

    /// <summary>The application that presents a credential: the identity itself, or the client that a service account signs in with. Starts a sentence.</summary>
    public string Client => IsUser ? $"{(Total.Apps.Count > 0 ? $"Application {CommandText.Listed(Total.Apps)}" : "The application")}, used by {WhoInside}," : Who;

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
