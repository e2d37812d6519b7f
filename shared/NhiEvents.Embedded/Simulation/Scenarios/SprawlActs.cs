using System.Text.Json.Nodes;
using NhiEvents.Embedded.Simulation.Exceptions;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>An administrator makes ways out of the MFA policy by hand, one of each kind, ten minutes apart.</summary>
public sealed record SprawlExclusions(TimeSpan At) : ScenarioAct(At)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    internal override bool NeedsExceptions => true;

    internal override void Prepare(World world) => world.Tenant.Administration.Seed([new TenantGroup { Id = NestedGroup(world), DisplayName = "Batch hosts" }]);

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        List<TenantUser> accounts = [.. world.PickAccounts("sprawl", 3)];
        switch (step)
        {
            case 0:
                Edit(world, now, "account", accounts[0].Id, accounts[0], "users", "excludeUsers");
                break;
            case 1:
                world.Tenant.Administration.AddMember(world.Administrator, world.Ids.MfaExclusionGroup, accounts[1].Id);
                Made(world, now, "member of the exclusion group", world.Ids.MfaExclusionGroup, accounts[1]);
                break;
            case 2:
                world.Tenant.Administration.AddMember(world.Administrator, NestedGroup(world), accounts[2].Id);
                world.Tenant.Administration.AddMember(world.Administrator, world.Ids.MfaExclusionGroup, NestedGroup(world));
                Made(world, now, "member of a nested group", world.Ids.MfaExclusionGroup, accounts[2]);
                break;
            case 3:
                Edit(world, now, "role", WellKnown.DirectorySynchronization, null, "users", "excludeRoles");
                break;
            case 4:
                Edit(world, now, "application", WellKnown.SharePoint, null, "applications", "excludeApplications");
                break;
            case 5:
                Edit(world, now, "location", world.Ids.OfficeLocation, null, "locations", "excludeLocations");
                break;
            case 6:
                Edit(world, now, "platform", "linux", null, "platforms", "excludePlatforms");
                break;
            case 7:
                Edit(world, now, "guests", "GuestsOrExternalUsers", null, "users", "excludeUsers");
                break;
            default:
                return null;
        }

        return now + Pause;
    }

    /// <summary>Adds an entry to a list of the policy, as the admin center does.</summary>
    private static void Edit(World world, DateTimeOffset now, string kind, string entry, TenantUser? identity, string condition, string list)
    {
        var id = world.Ids.MfaForEveryone;
        var policy = JsonNode.Parse(world.Tenant.Administration.Find<PolicyDocument>(id)!.Json)!;
        var conditions = policy["conditions"]!;
        if (conditions[condition] is null)
        {
            var include = condition == "locations" ? "includeLocations" : "includePlatforms";
            conditions[condition] = new JsonObject { [include] = new JsonArray(condition == "locations" ? "All" : "all"), [list] = new JsonArray() };
        }

        conditions[condition]![list]!.AsArray().Add(entry);
        world.Tenant.Administration.PutPolicy(world.Administrator, id, policy.ToJsonString());
        Made(world, now, kind, entry, identity);
    }

    private static void Made(World world, DateTimeOffset now, string kind, string subject, TenantUser? identity)
    {
        var name = identity?.DisplayName ?? subject;
        world.Exceptions.Made(new HandMade(kind, world.Ids.MfaForEveryone, subject, identity?.Id, name, world.Administrator.Id, now));
        world.Tell(new Happening.Act(now, $"An administrator makes a way out of MFA by hand ({kind}): {name}."));
    }

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
