using System.Text.Json.Nodes;
using NhiEvents.Embedded.Simulation.Exceptions;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>An administrator makes ways out of policies by hand, one of each kind, ten minutes apart.</summary>
public sealed record SprawlExclusions(TimeSpan At) : ScenarioAct(At)
{
    private const string DeviceRule = "device.displayName -startsWith \"BATCH\"";

    private const string UserAction = "accountrecovery";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private const int MostAccounts = 4;

    internal override bool NeedsExceptions => true;

    /// <summary>What it takes to make each.</summary>
    private static readonly Action<World, DateTimeOffset, IReadOnlyList<TenantUser>>[] Kinds =
    [
        (world, now, accounts) => Edit(world, now, "account", accounts[0].Id, accounts[0], "users", "excludeUsers"),
        (world, now, accounts) =>
        {
            world.Tenant.Administration.AddMember(world.Administrator, world.Ids.MfaExclusionGroup, accounts[1].Id);
            Made(world, now, "member of the exclusion group", world.Ids.MfaExclusionGroup, accounts[1]);
        },
        (world, now, accounts) =>
        {
            world.Tenant.Administration.AddMember(world.Administrator, NestedGroup(world), accounts[2].Id);
            world.Tenant.Administration.AddMember(world.Administrator, world.Ids.MfaExclusionGroup, NestedGroup(world));
            Made(world, now, "member of a nested group", world.Ids.MfaExclusionGroup, accounts[2]);
        },
        (world, now, _) => Edit(world, now, "role", WellKnown.DirectorySynchronization, null, "users", "excludeRoles"),
        (world, now, _) => Edit(world, now, "application", WellKnown.SharePoint, null, "applications", "excludeApplications"),
        (world, now, _) => Edit(world, now, "location", world.Ids.OfficeLocation, null, "locations", "excludeLocations"),
        (world, now, _) => Edit(world, now, "platform", "linux", null, "platforms", "excludePlatforms"),
        (world, now, _) => Edit(world, now, "guests", "GuestsOrExternalUsers", null, "users", "excludeUsers"),
        (world, now, accounts) =>
        {
            world.Tenant.Administration.Seed([new TenantGroup { Id = RuledGroup(world), DisplayName = "Accounts of the old system", Rule = $"user.objectId -eq \"{accounts[3].Id}\"" }]);
            Edit(world, now, "rule of a dynamic group", RuledGroup(world), accounts[3], "users", "excludeGroups");
        },
        (world, now, _) => Change(world, now, world.Ids.MfaForEveryone, "device filter", DeviceRule, null, conditions => conditions["devices"] = new JsonObject { ["deviceFilter"] = new JsonObject { ["mode"] = "exclude", ["rule"] = DeviceRule } }),
        (world, now, _) => Change(world, now, world.Setting.ListPolicy, "service principal", OtherPrincipal(world).Id, OtherPrincipal(world), conditions => conditions["clientApplications"]!["excludeServicePrincipals"]!.AsArray().Add(OtherPrincipal(world).Id)),
        (world, now, _) =>
        {
            world.Tenant.Administration.SetAttribute(world.Administrator, TaggedPrincipal(world).Id, AskForListEntry.Attribute, AskForListEntry.AttributeValue);
            Made(world, now, "attribute of a service principal", AskForListEntry.FilterRule, TaggedPrincipal(world), world.Setting.ListPolicy);
        },
        (world, now, _) =>
        {
            var settings = world.Tenant.Administration.Settings;
            world.Tenant.Administration.PutSettings(world.Administrator, settings with { ExcludedUserActions = settings.ExcludedUserActions.Add(UserAction) });
            Made(world, now, "setting of the whole tenant", UserAction, null, world.Tenant.Options.TenantId);
        },
    ];

    internal override void Prepare(World world) => world.Tenant.Administration.Seed([new TenantGroup { Id = NestedGroup(world), DisplayName = "Batch hosts" }]);

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        if (step >= Kinds.Length)
        {
            return null;
        }

        var accounts = Accounts(world);
        if (accounts.Count < MostAccounts)
        {
            throw new InvalidDataException($"The scenario excludes {MostAccounts} service accounts by hand, and this company has {accounts.Count} to choose from: give more --identities.");
        }

        Kinds[step](world, now, accounts);
        return now + Pause;
    }

    /// <summary>Whoever stands in the group for an exception is no way out that somebody made.</summary>
    private static List<TenantUser> Accounts(World world) => [.. world.PickAccounts("sprawl", int.MaxValue).Where(account => !world.Exceptions.IsAsked(account.Id)).Take(MostAccounts)];

    private static TenantServicePrincipal OtherPrincipal(World world) => Listed(world, 1);

    private static TenantServicePrincipal TaggedPrincipal(World world) => Listed(world, 2);

    private static TenantServicePrincipal Listed(World world, int number) =>
        world.PickApplications("listed", int.MaxValue).Select(application => world.Tenant.Administration.FindServicePrincipal(application.AppId)!).Where(principal => !principal.MultiTenant).ElementAt(number);

    /// <summary>Adds an entry to a list of the policy, as the admin center does.</summary>
    private static void Edit(World world, DateTimeOffset now, string kind, string entry, TenantUser? identity, string condition, string list) => Change(world, now, world.Ids.MfaForEveryone, kind, entry, identity, conditions =>
    {
        if (conditions[condition] is null)
        {
            var include = condition == "locations" ? "includeLocations" : "includePlatforms";
            conditions[condition] = new JsonObject { [include] = new JsonArray(condition == "locations" ? "All" : "all"), [list] = new JsonArray() };
        }

        conditions[condition]![list]!.AsArray().Add(entry);
    });

    private static void Change(World world, DateTimeOffset now, string policyId, string kind, string entry, TenantObject? identity, Action<JsonNode> change)
    {
        var policy = JsonNode.Parse(world.Tenant.Administration.Find<PolicyDocument>(policyId)!.Json)!;
        change(policy["conditions"]!);
        world.Tenant.Administration.PutPolicy(world.Administrator, policyId, policy.ToJsonString());
        Made(world, now, kind, entry, identity, policyId);
    }

    private static void Made(World world, DateTimeOffset now, string kind, string subject, TenantObject? identity, string? policyId = null)
    {
        var name = identity switch
        {
            TenantUser user => user.DisplayName,
            TenantServicePrincipal principal => principal.DisplayName,
            _ => subject,
        };
        world.Exceptions.Made(new HandMade(kind, policyId ?? world.Ids.MfaForEveryone, subject, identity?.Id, name, world.Administrator.Id, now));
        world.Tell(new Happening.Act(now, $"An administrator makes a way out of a policy by hand ({kind}): {name}."));
    }

    private static string RuledGroup(World world) => world.Chance.Id("group|ruled");

    private static string NestedGroup(World world) => world.Chance.Id("group|batch-hosts");
}

/// <summary>Terraform applies a policy as its files have it, and with that takes away what it does not know: the exclusion of an exception.</summary>
public sealed record RevertPolicy(TimeSpan At) : ScenarioAct(At)
{
    internal override bool NeedsExceptions => true;

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var principal = AskForListEntry.PrincipalOf(world);
        var policy = JsonNode.Parse(world.Tenant.Administration.Find<PolicyDocument>(world.Setting.ListPolicy)!.Json)!;
        var list = policy["conditions"]!["clientApplications"]!["excludeServicePrincipals"]!.AsArray();
        if (list.Count > 0)
        {
            list.Clear();
            world.Tenant.Administration.PutPolicy(new Actor(world.Chance.Id("terraform"), "terraform", IsUser: false) { AppId = world.Chance.Id("terraform-app") }, world.Setting.ListPolicy, policy.ToJsonString());
            world.Exceptions.Reverted(principal.Id, principal.DisplayName, now);
            world.Tell(new Happening.Act(now, $"Terraform reverts the policy \"{policy["displayName"]}\"."));
        }

        return null;
    }
}
