using System.Text.Json.Nodes;
using NhiEvents.Embedded.Simulation.Actors;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>Nobody starts some jobs any more: a scheduler was switched off, a machine is gone. Nothing fails.</summary>
public sealed record StopJobs(TimeSpan At, int Count) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var (id, name) in world.Jobs.Regular().OrderBy(job => world.Chance.Share(job.Id + "stopped")).Take(Count))
        {
            world.Jobs.Stop(id);
            world.Tell(new Happening.Act(now, $"Nobody starts {name} any more."));
        }

        return null;
    }
}

/// <summary>An administrator switches a policy from report-only to on.</summary>
public sealed record EnforcePolicy(TimeSpan At, SeededPolicy Policy) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var id = Policy switch
        {
            SeededPolicy.MfaForEveryone => world.Ids.MfaForEveryone,
            SeededPolicy.BlockLegacy => world.Ids.BlockLegacy,
            SeededPolicy.BlockWorkloads => world.Ids.BlockWorkloads,
        };
        var policy = JsonNode.Parse(world.Tenant.Administration.Find<PolicyDocument>(id)!.Json)!;
        policy["state"] = "enabled";
        world.Tenant.Administration.PutPolicy(world.Administrator, id, policy.ToJsonString());
        world.Tell(new Happening.Act(now, $"An administrator switches on the policy \"{policy["displayName"]}\"."));
        return null;
    }
}

/// <summary>Microsoft begins to refuse what users create, change or delete in Azure without a second factor. No policy of the company's own has a say.</summary>
public sealed record DemandMfaInAzure(TimeSpan At) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        world.Tenant.Administration.PutSettings(world.Administrator, world.Tenant.Administration.Settings with { MandatoryMfaOnArm = true });
        world.Tell(new Happening.Act(now, "Azure refuses changes by users without a second factor from now on."));
        return null;
    }
}

/// <summary>Secrets of own applications run out, one after the other. Owners of some of them notice later, add a new one and store it where the jobs read it.</summary>
/// <param name="Share">Of the applications with a secret, 0 to 1.</param>
/// <param name="Within">The secrets run out in this time, evenly.</param>
/// <param name="RepairedShare">Of these, 0 to 1.</param>
/// <param name="RepairedAfter">How long after its end a new one is stored.</param>
public sealed record ExpireSecrets(TimeSpan At, double Share, TimeSpan Within, double RepairedShare, TimeSpan RepairedAfter) : ScenarioAct(At)
{
    internal override void Prepare(World world)
    {
        foreach (var (application, ends) in Chosen(world))
        {
            var credentials = application.Credentials.SetItem(application.Credentials.Length - 1, application.Credentials[^1] with { EndsAt = ends });
            world.Tenant.Administration.Seed([application with { Credentials = credentials }]);
        }
    }

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var repairs = Chosen(world).Where(one => world.Chance.Share($"{one.Application.Id}repaired") < RepairedShare).ToList();
        if (step > 0)
        {
            var (application, _) = repairs[step - 1];
            var added = world.Tenant.Administration.AddPassword(world.Administrator, application.Id, "renewed", now, now.AddDays(365));
            world.AddedByHand(application, added.KeyId, now);
            world.Store.Put(Workforce.StoredSecret(application.AppId), added.Secret);
            world.Tell(new Happening.Act(now, $"The owner of {application.DisplayName} stores a new secret."));
        }

        return step < repairs.Count ? repairs[step].Ends + RepairedAfter : null;
    }

    /// <summary>By the time at which the secret ends.</summary>
    private List<(TenantApplication Application, DateTimeOffset Ends)> Chosen(World world)
    {
        var own = world.Tenant.Administration.All<TenantApplication>()
            .Where(application => application is { Foreign: false, FederatedCredentials.IsEmpty: true, Credentials: [.., { Kind: AppCredentialKind.Password }] })
            .ToList();
        var chosen = own.Where(application => world.Chance.Share($"{application.Id}expires") < Share).ToList();
        chosen = chosen.Count > 0 || Share <= 0 ? chosen : [.. own.Take(1)]; // of a small company too
        return [.. chosen.Select((application, i) => (application, world.Start + At + (Within * i / Math.Max(chosen.Count, 1))))];
    }
}

/// <summary>Service accounts are disabled, as in a clean-up that went too far.</summary>
public sealed record DisableAccounts(TimeSpan At, int Count) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var account in world.PickAccounts("disabled", Count))
        {
            world.Tenant.Administration.SetUserEnabled(world.Administrator, account.Id, enabled: false);
            world.Tell(new Happening.Act(now, $"An administrator disables {account.UserPrincipalName}."));
        }

        return null;
    }
}

/// <summary>Somebody resets the passwords of service accounts and forgets that jobs use them.</summary>
public sealed record ChangePasswords(TimeSpan At, int Count) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var account in world.PickAccounts("reset", Count))
        {
            world.Tenant.Administration.SetPassword(world.Administrator, account.Id, world.Chance.Id("reset|" + account.Id));
            world.Tell(new Happening.Act(now, $"An administrator resets the password of {account.UserPrincipalName}."));
        }

        return null;
    }
}
