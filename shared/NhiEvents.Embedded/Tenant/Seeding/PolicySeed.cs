using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Groups, locations and policies: the ones a company means to have, and the ones that are left over.</summary>
internal sealed class PolicySeed(Chance chance, SeedIds ids)
{
    public IEnumerable<TenantObject> All(IReadOnlyList<TenantUser> users) => [.. Locations(), .. Groups(users), .. Policies().Select(policy => new PolicyDocument { Id = policy.Id, Json = policy.ToString() })];

    /// <summary>What scenarios switch on, and what that names: for a company that has policies of its own.</summary>
    public IEnumerable<TenantObject> ForScenarios(IReadOnlyList<TenantUser> users)
    {
        HashSet<string> needed =
        [
            ids.MfaForEveryone, ids.BlockLegacy, ids.BlockWorkloads, ids.BreakGlassGroup, ids.MfaExclusionGroup, ids.RestrictedUnit, Group("legacy-excluded"), Group("sync"),
            ids.OfficeLocation, ids.DataCentreLocation,
        ];
        return All(users).Where(one => needed.Contains(one.Id));
    }

    private IEnumerable<TenantObject> Locations() =>
    [
        new NamedLocation { Id = ids.OfficeLocation, DisplayName = "Offices", Trusted = true, Ranges = [Places.OfficeRange] },
        new NamedLocation { Id = ids.DataCentreLocation, DisplayName = "Data centre", Trusted = true, Ranges = [Places.DataCentreRange] },
        new NamedLocation { Id = Location("countries"), DisplayName = "Countries we work in", Countries = ["IE", "NL", "PT", "DE", "FI", "FR"] },
        new NamedLocation { Id = Location("blocked"), DisplayName = "Blocked countries", Countries = ["KP", "IR", "SY"], UnknownCountries = false },
        new NamedLocation { Id = Location("old-office"), DisplayName = "Old office (moved 2021)", Trusted = true, Ranges = ["198.51.100.240/28"] },
    ];

    private IEnumerable<TenantObject> Groups(IReadOnlyList<TenantUser> users)
    {
        var people = users.Where(user => user.Kind is UserKind.Person or UserKind.Administrator).Select(user => user.Id).ToList();
        var accounts = users.Where(user => user.Kind is UserKind.ServiceAccount or UserKind.Robot).Select(user => user.Id).ToList();
        var unit = new AdministrativeUnit { Id = ids.RestrictedUnit, DisplayName = "Exclusion groups", Restricted = true };
        yield return unit;
        foreach (var department in Names.Departments)
        {
            yield return new TenantGroup { Id = Group("department|" + department), DisplayName = "All " + department, Rule = $"user.department -eq \"{department}\" -and user.accountEnabled -eq \"true\"" };
        }

        yield return Assigned(ids.BreakGlassGroup, "CA break glass", users.Where(user => user.Kind is UserKind.BreakGlass).Select(user => user.Id)) with { RoleAssignable = true };
        yield return Assigned(ids.MfaExclusionGroup, "CA exclude: MFA for everyone", []) with { AdministrativeUnitId = unit.Id };
        yield return Assigned(Group("mfa-users"), "MFA rollout wave 1-4", people.Where(id => chance.Share(id + "wave") < 0.85));
        yield return Assigned(Group("legacy-excluded"), "Legacy auth exceptions (temporary)", accounts.Where(id => chance.Share(id + "legacy") < 0.3).Concat(people.Take(3)));
        yield return Assigned(Group("vip"), "VIP no prompts", people.Where(id => chance.Share(id + "vip") < 0.01));
        yield return Assigned(Group("old-exclusions"), "DO NOT DELETE - CA exclusions", [Group("vip"), .. accounts.Where(id => chance.Share(id + "old") < 0.1)]);
        yield return Assigned(Group("pilot"), "CA pilot", people.Take(25));
        yield return Assigned(Group("sync"), "Directory synchronisation", users.Where(user => user.Kind is UserKind.SyncAccount).Select(user => user.Id));
    }

    private IEnumerable<PolicyJson> Policies()
    {
        string[] glass = [ids.BreakGlassGroup];
        yield return Policy("mfa-admins", "CA001 Require MFA for administrators") with
        {
            IncludeRoles = [.. WellKnown.Roles.Where(role => role.Privileged && role.Id != WellKnown.DirectorySynchronization).Select(role => role.Id)],
            ExcludeGroups = glass,
            Controls = ["mfa"],
        };
        yield return Policy("mfa-wave", "CA002 Require MFA - rollout") with { IncludeGroups = [Group("mfa-users")], ExcludeGroups = [.. glass, Group("old-exclusions")], Controls = ["mfa"] };
        yield return new PolicyJson(ids.MfaForEveryone, "CA003 Require MFA for everyone")
        {
            State = "enabledForReportingButNotEnforced",
            IncludeUsers = ["All"],
            ExcludeGroups = [.. glass, Group("sync"), ids.MfaExclusionGroup],
            Controls = ["mfa"],
        };
        yield return new PolicyJson(ids.BlockLegacy, "CA004 Block legacy authentication")
        {
            State = "enabledForReportingButNotEnforced",
            IncludeUsers = ["All"],
            ExcludeGroups = [.. glass, Group("legacy-excluded")],
            ClientAppTypes = ["exchangeActiveSync", "other"],
            Controls = ["block"],
        };
        yield return Policy("guests", "CA005 Require MFA for guests") with { IncludeGuests = true, Controls = ["mfa"] };
        yield return Policy("countries", "CA006 Block countries") with { IncludeUsers = ["All"], ExcludeGroups = glass, IncludeLocations = [Location("blocked")], Controls = ["block"] };
        yield return Policy("portal", "CA007 Require MFA for admin portals") with { IncludeUsers = ["All"], ExcludeGroups = glass, Applications = ["MicrosoftAdminPortals"], Controls = ["mfa"] };
        yield return Policy("frequency", "CA008 Sign-in frequency for administrators") with { IncludeRoles = [WellKnown.GlobalAdministrator], ExcludeGroups = glass, SignInFrequencyHours = 12 };
        yield return Policy("risk", "CA009 Require MFA on risky sign-ins") with { IncludeUsers = ["All"], ExcludeGroups = glass, SignInRisks = ["medium", "high"], Controls = ["mfa"] };
        yield return Policy("user-risk", "CA010 Password change on high user risk") with { IncludeUsers = ["All"], ExcludeGroups = glass, UserRisks = ["high"], Controls = ["mfa", "passwordChange"], Operator = "AND" };
        yield return Report("devices", "CA011 Compliant device for Office") with { IncludeUsers = ["All"], ExcludeGroups = glass, Applications = ["Office365"], Controls = ["compliantDevice", "domainJoinedDevice"] };
        yield return Report("device-code", "CA012 Block device code flow") with { IncludeUsers = ["All"], ExcludeGroups = glass, TransferMethods = "deviceCodeFlow", Controls = ["block"] };
        yield return Report("phishing", "CA013 Phishing-resistant MFA for Global Administrators") with { IncludeRoles = [WellKnown.GlobalAdministrator], ExcludeGroups = glass, StrengthId = WellKnown.PhishingResistantStrength };
        yield return Policy("register", "CA014 Security information from trusted places") with
        {
            State = "disabled",
            IncludeUsers = ["All"],
            UserActions = ["urn:user:registersecurityinfo"],
            IncludeLocations = ["All"],
            ExcludeLocations = ["AllTrusted"],
            Controls = ["block"],
        };
        yield return new PolicyJson(ids.BlockWorkloads, "CA015 Block service principals outside our networks")
        {
            State = "enabledForReportingButNotEnforced",
            ServicePrincipals = ["ServicePrincipalsInMyTenant"],
            ServicePrincipalFilter = "CustomSecurityAttribute.Nhi_LocationException -eq \"true\"",
            IncludeLocations = ["All"],
            ExcludeLocations = ["AllTrusted"],
            Controls = ["block"],
        };
        yield return Policy("pilot", "TEST - Copy of CA002 (delete?)") with { IncludeGroups = [Group("pilot")], Controls = ["mfa", "compliantDevice"], State = "disabled" };
        yield return Policy("finance", "Finance apps only from offices") with
        {
            IncludeGroups = [Group("department|Finance")],
            Applications = [WellKnown.SharePoint],
            IncludeLocations = ["All"],
            ExcludeLocations = ["AllTrusted", Location("countries")],
            Controls = ["block"],
        };
        yield return Policy("old-trusted", "OLD - MFA outside trusted locations") with
        {
            IncludeGroups = [Group("department|Sales")],
            ExcludeGroups = [Group("vip")],
            IncludeLocations = ["All"],
            ExcludeLocations = ["AllTrusted"],
            Controls = ["mfa"],
        };
    }

    private PolicyJson Policy(string key, string name) => new(chance.Id("policy|" + key), name);

    private PolicyJson Report(string key, string name) => Policy(key, name) with { State = "enabledForReportingButNotEnforced" };

    private static TenantGroup Assigned(string id, string name, IEnumerable<string> members) => new() { Id = id, DisplayName = name, Members = TenantGroup.NoIds.Union(members) };

    private string Group(string key) => chance.Id("group|" + key);

    private string Location(string key) => chance.Id("location|" + key);
}
