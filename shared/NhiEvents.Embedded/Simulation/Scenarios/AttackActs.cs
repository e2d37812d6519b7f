using NhiEvents.Embedded.Simulation.Actors;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>One source tries a few passwords on many accounts, people's and others'.</summary>
/// <param name="Rounds">Passwords tried on each.</param>
/// <param name="Pause">Between two rounds.</param>
public sealed record SprayPasswords(TimeSpan At, int Accounts, int Rounds, TimeSpan Pause) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var users = world.Tenant.Administration.All<TenantUser>().Where(user => !user.IsGuest).OrderBy(user => world.Chance.Share(user.Id + "sprayed")).Take(Accounts);
        foreach (var user in users)
        {
            world.Tenant.SignIn(Intrusions.AsUser(user, $"Winter{2020 + step}!", Places.Attacker(step)));
        }

        if (step == 0)
        {
            world.Tell(new Happening.Act(now, $"Somebody tries {Rounds} password(s) on {Accounts} accounts."));
        }

        return step + 1 < Rounds ? now + Pause : null;
    }
}

/// <summary>Somebody has the right password of service accounts, and uses it from a country where they never were.</summary>
public sealed record UseStolenPassword(TimeSpan At, int Count) : ScenarioAct(At)
{
    private static readonly TimeSpan TwoWeeks = TimeSpan.FromDays(14);

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var account in world.PickAccounts("stolen", Count))
        {
            if (world.Tenant.SignIn(Intrusions.AsUser(account, world.Store.Read(account.Id), Places.Attacker(7))) is { Succeeded: true } entered && world.Attacks.IsKnown(account.Id, TwoWeeks, now))
            {
                world.Attacks.GotIn(account.Id, account.DisplayName, entered.RecordId, now);
            }

            world.Tell(new Happening.Act(now, $"Somebody signs in as {account.UserPrincipalName} from elsewhere."));
        }

        return null;
    }
}

/// <summary>Somebody found an application's secret in a repository, and uses it.</summary>
public sealed record UseStolenSecret(TimeSpan At, int Count) : ScenarioAct(At)
{
    private static readonly TimeSpan TwoWeeks = TimeSpan.FromDays(14);

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var application in world.PickApplications("leaked", Count))
        {
            var tried = world.Tenant.SignIn(new SignInAttempt
            {
                ClientId = application.AppId,
                ResourceId = WellKnown.Graph,
                Flow = SignInFlow.ClientCredentials,
                Credential = new Credential.ClientSecret(world.Store.Read(Workforce.StoredSecret(application.AppId))),
                Place = Places.Attacker(9),
            });
            var principal = world.Tenant.Administration.All<TenantServicePrincipal>().Single(principal => principal.AppId == application.AppId);
            if (tried.Succeeded && world.Attacks.IsKnown(principal.Id, TwoWeeks, now))
            {
                world.Attacks.GotIn(principal.Id, principal.DisplayName, tried.RecordId, now);
            }

            world.Tell(new Happening.Act(now, $"Somebody uses a leaked secret of {application.DisplayName}."));
        }

        return null;
    }
}

/// <summary>Somebody adds a secret of their own to applications.</summary>
public sealed record AddSecret(TimeSpan At, int Count) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var application in world.PickApplications("backdoor", Count))
        {
            var added = world.Tenant.Administration.AddPassword(world.Administrator with { Address = Places.Attacker(3).Address }, application.Id, "test", now, now.AddYears(2));
            world.AddedByHand(application, added.KeyId, now);
            world.Tell(new Happening.Act(now, $"Somebody adds a secret to {application.DisplayName}."));
        }

        return null;
    }
}

/// <summary>An administrator puts service accounts into the exclusion group by hand.</summary>
public sealed record ExcludeByHand(TimeSpan At, int Count) : ScenarioAct(At)
{
    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        foreach (var account in world.PickAccounts("excluded", Count))
        {
            world.Tenant.Administration.AddMember(world.Administrator, world.Ids.MfaExclusionGroup, account.Id);
            world.Tell(new Happening.Act(now, $"An administrator excludes {account.UserPrincipalName} from MFA by hand."));
        }

        return null;
    }
}

/// <summary>Sign-ins of somebody who should not be there.</summary>
internal static class Intrusions
{
    public static SignInAttempt AsUser(TenantUser user, string password, Place place) => new()
    {
        ClientId = WellKnown.OfficeHome,
        ResourceId = WellKnown.Graph,
        Flow = SignInFlow.Browser,
        Credential = new Credential.Password(password),
        Place = place,
        UserPrincipalName = user.UserPrincipalName,
        UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    };
}
