using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Makes a tenant as companies have them: people, automation of every kind, and policies with the sprawl that grows over years.</summary>
public static class TenantSeeder
{
    /// <summary>Fills an empty tenant and writes it. A tenant that holds something is left alone.</summary>
    public static async Task SeedAsync(SimulatedTenant tenant, TenantSize size)
    {
        if (tenant.Administration.All<TenantUser>().Count > 0)
        {
            return;
        }

        var chance = new Chance(size.Seed);
        var ids = new SeedIds(chance);
        var people = new PeopleSeed(chance, ids, tenant.Now);
        var workloads = new WorkloadSeed(chance, ids, tenant.Now, tenant.Options.TenantId);
        tenant.Administration.Seed(Platform(chance));
        var humans = people.Humans(size.Humans).ToList();
        var accounts = people.ServiceAccounts(size.Identities * 4 / 10).ToList();
        tenant.Administration.Seed(humans);
        tenant.Administration.Seed(accounts);
        var persons = humans.OfType<TenantUser>().Where(user => user.Kind is UserKind.Person or UserKind.Administrator).ToList();
        tenant.Administration.Seed(workloads.Applications((size.Identities * 45 / 100) + (size.Identities % 20 > 0 ? 1 : 0), persons));
        tenant.Administration.Seed(workloads.ManagedIdentities(size.Identities - (size.Identities * 4 / 10) - ((size.Identities * 45 / 100) + (size.Identities % 20 > 0 ? 1 : 0))));
        tenant.Administration.Seed(new PolicySeed(chance, ids).All(humans.Concat(accounts).OfType<TenantUser>().ToList()));
        await tenant.FlushAsync();
    }

    /// <summary>Fills an empty tenant with what exports of a directory name, and writes it. What no export holds (passwords, secrets, second factors) follows from the seed.</summary>
    /// <exception cref="InvalidDataException">One of its policies cannot be read; says which, and what is wrong with it.</exception>
    public static async Task SeedAsync(SimulatedTenant tenant, TenantExport export)
    {
        var chance = new Chance(tenant.Options.Seed);
        var ids = new SeedIds(chance);
        var seed = new ExportSeed(export, chance, ids, tenant.Now, tenant.Options.TenantId);
        var known = export.AppIds;
        tenant.Administration.Seed(Platform(chance).Where(one => one is not TenantServicePrincipal principal || !known.Contains(principal.AppId)));
        List<TenantObject> users = [.. new PeopleSeed(chance, ids, tenant.Now).Humans(0), .. seed.Users()];
        tenant.Administration.Seed(users);
        tenant.Administration.Seed(seed.Workloads());
        var policies = new PolicySeed(chance, ids);
        var accounts = users.OfType<TenantUser>().ToList();
        tenant.Administration.Seed(seed.Groups());
        tenant.Administration.Seed(export.HasPolicies ? [.. seed.Policies(), .. policies.ForScenarios(accounts)] : policies.All(accounts));
        await tenant.FlushAsync();
    }

    /// <summary>What every tenant has: first-party service principals and roles.</summary>
    internal static IEnumerable<TenantObject> Platform(Chance chance)
    {
        foreach (var (appId, name) in WellKnown.FirstParty)
        {
            yield return new TenantServicePrincipal
            {
                Id = chance.Id("first-party|" + appId),
                AppId = appId,
                DisplayName = name,
                OwnerTenantId = WellKnown.MicrosoftTenant,
                MultiTenant = true,
                ContinuousEvaluation = appId is WellKnown.Office or WellKnown.Teams or WellKnown.Outlook or WellKnown.OfficeHome,
            };
        }

        foreach (var (id, name, privileged) in WellKnown.Roles)
        {
            yield return new DirectoryRole { Id = id, DisplayName = name, Privileged = privileged };
        }

        yield return new AppManagementPolicy { Id = AppManagementPolicy.DefaultId, DisplayName = "Default app management tenant policy", Enabled = false };
    }
}
