using System.IO.Enumeration;

namespace NhiEvents.Core.Identities.Kinds;

/// <summary>One way to recognise a kind: every condition that is given must hold. Patterns know <c>*</c> and <c>?</c> and ignore case.</summary>
internal sealed record KindRule(ObjectForm Form)
{
    public IReadOnlyList<string> UserPrincipalNames { get; init; } = [];

    public IReadOnlyList<string> DisplayNames { get; init; } = [];

    public IReadOnlyList<string> SamAccountNames { get; init; } = [];

    public IReadOnlyList<string> UserTypes { get; init; } = [];

    public IReadOnlyList<string> ObjectTypes { get; init; } = [];

    public IReadOnlyList<string> MailboxTypes { get; init; } = [];

    public IReadOnlyList<string> ServicePrincipalTypes { get; init; } = [];

    public ApplicationOwner? Owner { get; init; }

    public bool? OnPremises { get; init; }

    public bool Holds(KindSubject subject, IReadOnlySet<string> microsoftTenants) =>
        subject.Form == Form
        && Like(UserPrincipalNames, subject.UserPrincipalName ?? subject.Facts?.UserPrincipalName)
        && Like(DisplayNames, subject.DisplayName ?? subject.Facts?.DisplayName)
        && Like(SamAccountNames, subject.Facts?.SamAccountName)
        && Like(UserTypes, subject.Facts?.UserType)
        && Like(ObjectTypes, subject.Facts?.ObjectType)
        && Like(MailboxTypes, subject.Facts?.MailboxType)
        && Like(ServicePrincipalTypes, subject.Facts?.ServicePrincipalType)
        && (OnPremises is null || OnPremises == subject.Facts?.OnPremises)
        && (Owner is null || Owner == OwnerOf(subject, microsoftTenants));

    private static bool Like(IReadOnlyList<string> patterns, string? text) =>
        patterns.Count == 0 || (text is not null && patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true)));

    private static ApplicationOwner? OwnerOf(KindSubject subject, IReadOnlySet<string> microsoftTenants) => (subject.OwnerTenantId ?? subject.Facts?.AppOwnerTenantId) switch
    {
        null => null,
        var owner when owner.Equals(subject.TenantId, StringComparison.OrdinalIgnoreCase) => ApplicationOwner.ThisTenant,
        var owner when microsoftTenants.Contains(owner) => ApplicationOwner.Microsoft,
        _ => ApplicationOwner.Other,
    };
}

/// <summary>Whose tenant an application is registered in.</summary>
internal enum ApplicationOwner
{
    ThisTenant,
    Microsoft,
    Other,
}
