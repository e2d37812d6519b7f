using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>Somebody adds a secret of their own to applications, uses each once, and takes it away again: nothing is left on the application that shows it.</summary>
/// <param name="Count">Applications.</param>
public sealed record PlantSecrets(TimeSpan At, int Count) : ScenarioAct(At)
{
    private static readonly TimeSpan UsedAfter = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RemovedAfter = TimeSpan.FromMinutes(5);

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        var planted = world.Attacks.PlantedBy(this);
        var by = world.Administrator with { Address = Places.Attacker(4).Address };
        switch (step)
        {
            case 0:
                foreach (var application in world.PickApplications("planted", Count))
                {
                    var added = world.Tenant.Administration.AddPassword(by, application.Id, null, now, now.AddYears(2));
                    planted.Add((application, added));
                    world.AddedByHand(application, added.KeyId, now);
                    world.Tell(new Happening.Act(now, $"Somebody adds a secret of their own to {application.DisplayName}."));
                }

                return now + UsedAfter;
            case 1:
                foreach (var (application, added) in planted)
                {
                    if (world.Tenant.SignIn(SignIn(application, added.Secret)) is { Succeeded: true } outcome)
                    {
                        world.Attacks.Planted(world.Tenant.Administration.FindServicePrincipal(application.AppId)!, outcome.RecordId, now);
                    }
                }

                return now + RemovedAfter;
            default:
                foreach (var (application, added) in planted)
                {
                    world.Tenant.Administration.RemoveCredential(by, application.Id, added.KeyId);
                }

                return null;
        }
    }

    private static SignInAttempt SignIn(TenantApplication application, string secret) => new()
    {
        ClientId = application.AppId,
        ResourceId = WellKnown.Graph,
        Flow = SignInFlow.ClientCredentials,
        Credential = new Credential.ClientSecret(secret),
        Place = Places.Attacker(4),
    };
}
