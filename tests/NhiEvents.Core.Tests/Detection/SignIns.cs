using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Sign-ins to test with.</summary>
internal static class SignIns
{
    public const string Tenant = "contoso";

    public const string Account = "11111111-0000-4000-8000-000000000001";

    public const string Principal = "22222222-0000-4000-8000-000000000001";

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A sign-in of a service account; minutes from <see cref="Start"/>.</summary>
    public static SignIn User(double minute, int code, string identity = Account) =>
        new(Tenant, $"u{identity[^1]}{minute:0000.000}{code}", $"id-{minute}-{code}", SignInKind.NonInteractiveUser, Start.AddMinutes(minute), identity, code, [EvidenceKinds.Ropc], [], [])
        {
            DisplayName = "svc-backup",
            UserPrincipalName = "svc-backup@contoso.example",
            AppId = "33333333-0000-4000-8000-000000000001",
            AppDisplayName = "Backup",
            ResourceId = "44444444-0000-4000-8000-000000000001",
            ResourceDisplayName = "Vault",
            IpAddress = "192.0.2.10",
            UserAgent = "python-requests/2.31",
        };

    public static SignIn Human(double minute, int code) => User(minute, code, "99999999-0000-4000-8000-000000000009") with
    {
        Evidence = [],
        DisplayName = "Sara Bothma",
        UserPrincipalName = "sara.bothma@contoso.example",
        IpAddress = "198.51.100.77",
    };

    public static SignIn App(double minute, int code, string? keyId = null) =>
        new(Tenant, $"a{minute:0000.000}{code}{keyId}", $"id-{minute}-{code}", SignInKind.ServicePrincipal, Start.AddMinutes(minute), Principal, code, [EvidenceKinds.ServicePrincipal], [], [])
        {
            DisplayName = "Billing export",
            AppId = "55555555-0000-4000-8000-000000000001",
            ResourceId = "44444444-0000-4000-8000-000000000002",
            ResourceDisplayName = "Storage",
            CredentialKeyId = keyId,
        };
}
