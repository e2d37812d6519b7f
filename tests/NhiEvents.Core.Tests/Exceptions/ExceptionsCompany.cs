using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using static NhiEvents.Core.Tests.Exceptions.ExceptionsWorld;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>What there is in the tenant of <see cref="ExceptionsWorld"/>.</summary>
internal static class ExceptionsCompany
{
    private const string Location = "eeeeeeee-0000-4000-8000-000000000001";

    public static IEnumerable<TenantObject> Objects() =>
    [
        User(Given.Account, UserKind.ServiceAccount), User(Protected, UserKind.BreakGlass), User(OwnerAccount), User(RequesterAccount), User(ApproverAccount), User(SecondApprover),
        new TenantGroup { Id = Group, DisplayName = "Excluded from MFA", Members = [Protected] },
        new TenantGroup { Id = OtherGroup, DisplayName = "Excluded from the other" },
        new TenantGroup { Id = Approvers, DisplayName = "Approvers", Members = [ApproverAccount, SecondApprover] },
        new NamedLocation { Id = Location, DisplayName = "Data centre", Ranges = ["192.0.2.0/24"] },
        Policy(new PolicyJson(Given.Policy, "Require MFA") { IncludeUsers = ["All"], ExcludeGroups = [Group], Controls = ["mfa"] }),
        Policy(GuardPolicy),
    ];

    public static PolicyJson GuardPolicy => new(Guard, "Guard") { IncludeGroups = [Group], Controls = ["block"], IncludeLocations = ["All"], ExcludeLocations = [Location] };

    public static PolicyDocument Policy(PolicyJson policy) => new() { Id = policy.Id, Json = policy.ToString() };

    private static TenantUser User(string id, UserKind kind = UserKind.Person) => new()
    {
        Id = id,
        UserPrincipalName = $"{id}@contoso.example",
        DisplayName = id,
        Kind = kind,
        CreatedAt = Given.Now.AddYears(-1),
        SessionsValidFrom = Given.Now.AddYears(-1),
    };
}
