using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class EmbeddedDirectoryTests() : DirectoryContract(new EmbeddedEntra());

public sealed class EmbeddedExclusionsTests() : ExclusionsContract(new EmbeddedEntra());

public sealed class EmbeddedCredentialsTests() : CredentialsContract(new EmbeddedEntra());

public sealed class EmbeddedContainmentTests() : ContainmentContract(new EmbeddedEntra());

/// <summary>The simulated tenant with the objects that the contract suites use.</summary>
internal sealed class EmbeddedEntra : EntraFixture
{
    private const string Writer = "99999999-0000-4000-8000-000000000001";

    private static readonly HashSet<string> Everything = new(StringComparer.Ordinal)
    {
        "User.Read.All", "Application.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory", "Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess", "GroupMember.ReadWrite.All",
        "CustomSecAttributeAssignment.ReadWrite.All", "Application.ReadWrite.OwnedBy", "User.EnableDisableAccount.All", "User.RevokeSessions.All",
        "Microsoft.Authorization/roleAssignments/read", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete",
    };

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly ManualTime _time = new();

    public EmbeddedEntra(TenantFaults? faults = null)
    {
        Tenant = new SimulatedTenant(_database, new TenantOptions("11111111-2222-4333-8444-555555555555", 7) { Faults = faults ?? TenantFaults.None }, _time);
        Tenant.Administration.Seed(Objects());
        var caller = new TenantCaller(Writer, "99999999-0000-4000-8000-00000000000a", "nhi-events", Everything);
        var nobody = new TenantCaller("99999999-0000-4000-8000-000000000002", "b", "powerless", new HashSet<string>());
        Directory = new EmbeddedDirectory(Tenant, caller);
        Exclusions = new EmbeddedExclusions(Tenant, caller);
        Credentials = new EmbeddedCredentials(Tenant, caller);
        Containment = new EmbeddedContainment(Tenant, caller);
        Powerless = (new EmbeddedDirectory(Tenant, nobody), new EmbeddedExclusions(Tenant, nobody), new EmbeddedCredentials(Tenant, nobody), new EmbeddedContainment(Tenant, nobody));
    }

    public SimulatedTenant Tenant { get; }

    public ManualTime Time => _time;

    public override IDirectory Directory { get; }

    public override IExclusions Exclusions { get; }

    public override ICredentials Credentials { get; }

    public override IContainment Containment { get; }

    public override (IDirectory Directory, IExclusions Exclusions, ICredentials Credentials, IContainment Containment) Powerless { get; }

    public override DateTimeOffset Now => _time.GetUtcNow();

    public override Task PassASecondAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        Tenant.Dispose();
        _database.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<TenantObject> Objects()
    {
        var none = new TenantGroup { Id = AssignedGroup, DisplayName = "Assigned" };
        var policy = new PolicyJson(Policy, "MFA") { IncludeUsers = ["All"], ExcludeUsers = [Administrator], ExcludeGroups = [RoleAssignableGroup], Controls = ["mfa"] }.ToString();
        return
        [
            new TenantSettings { Id = TenantSettings.TheId, ExcludedUserActions = [ExcludedAction] },
            new DirectoryRole { Id = WellKnown.GlobalAdministrator, DisplayName = "Global Administrator", Privileged = true },
            NewUser(User, "user") with { Department = "Finance" },
            NewUser(Administrator, "admin"),
            new RoleAssignment { Id = "role-1", RoleId = WellKnown.GlobalAdministrator, PrincipalId = Administrator, Scope = "/" },
            none,
            none with { Id = OuterGroup, Members = none.Members.Add(AssignedGroup) },
            none with { Id = DynamicGroup, Rule = "user.department -eq \"Finance\"" },
            none with { Id = RoleAssignableGroup, RoleAssignable = true },
            new AdministrativeUnit { Id = "unit-1", DisplayName = "restricted", Restricted = true },
            new AdministrativeUnit { Id = "unit-2", DisplayName = "ours", Restricted = true, ScopedGroupAdministrators = none.Members.Add(Writer) },
            none with { Id = RestrictedGroup, AdministrativeUnitId = "unit-1" },
            none with { Id = OwnRestrictedGroup, AdministrativeUnitId = "unit-2" },
            new AppManagementPolicy { Id = "limits", DisplayName = "limits", PasswordsForbidden = true, MaxCertificateLife = TimeSpan.FromDays(90) },
            new TenantApplication { Id = Application, AppId = "app-1", DisplayName = "Application", CreatedAt = Now, Owners = none.Members.Add(Writer) },
            new TenantApplication { Id = LimitedApplication, AppId = "app-2", DisplayName = "Limited", CreatedAt = Now, Owners = none.Members.Add(Writer), ManagementPolicyId = "limits" },
            new TenantServicePrincipal { Id = ServicePrincipal, AppId = "app-1", DisplayName = "Application", OwnerTenantId = Tenant.Options.TenantId, Owners = none.Members.Add(Writer) },
            new TenantServicePrincipal { Id = ManagedIdentity, AppId = "app-3", DisplayName = "id-job", OwnerTenantId = Tenant.Options.TenantId, ManagedIdentity = true },
            new RoleAssignment { Id = "role-2", RoleId = "contributor", PrincipalId = ManagedIdentity, Scope = "/subscriptions/s/resourceGroups/g" },
            new RoleAssignment { Id = "role-3", RoleId = $"/providers/Microsoft.Authorization/roleDefinitions/{AzureBuiltInRoles.Owner}", PrincipalId = Administrator, Scope = ResourceGroup },
            new RoleAssignment { Id = "role-4", RoleId = $"/providers/Microsoft.Authorization/roleDefinitions/{AzureBuiltInRoles.Owner}", PrincipalId = User, Scope = "/subscriptions/s" },
            new RoleAssignment { Id = "role-5", RoleId = "contributor", PrincipalId = User, Scope = ResourceGroup },
            new PolicyDocument { Id = Policy, Json = policy.Replace("\"templateId\":null", "\"templateId\":null,\"somethingNew\":{\"kept\":[1,2]}", StringComparison.Ordinal) },
        ];
    }

    private TenantUser NewUser(string id, string name) =>
        new() { Id = id, UserPrincipalName = name + "@contoso.example", DisplayName = name, Kind = UserKind.ServiceAccount, CreatedAt = Now.AddDays(-9), SessionsValidFrom = Now.AddDays(-9) };
}
