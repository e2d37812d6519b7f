using System.Collections.Immutable;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Simulation.Actors;
using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Scenarios;

/// <summary>Every own application with a secret has it in a vault, from where its consumers read it, and a policy has it rotated.</summary>
/// <param name="EndsFrom">The first secret ends so long after the start.</param>
/// <param name="EndsWithin">The others within this after the first.</param>
/// <param name="OldShare">Of the applications: with a secret that is older than the policy allows and ends long after the run.</param>
/// <param name="OnlyForUsersShare">Web apps whose secret is seen in their users' sign-ins only, where the log names no key.</param>
/// <param name="LeastApplications">Where the tenant has fewer such applications, more are made.</param>
/// <param name="MultiTenantShare">Applications that can sign in to other tenants, whose logs nobody here sees.</param>
public sealed record RotateSecrets(TimeSpan At, TimeSpan EndsFrom, TimeSpan EndsWithin, double OldShare = 0.2, double OnlyForUsersShare = 0.15, double MultiTenantShare = 0.1, int LeastApplications = 0) : ScenarioAct(At)
{
    private static readonly TimeSpan FarEnd = TimeSpan.FromDays(300);
    private static readonly TimeSpan Age = TimeSpan.FromDays(100);

    internal override bool NeedsRotations => true;

    internal override void Prepare(World world)
    {
        for (var i = world.PickApplications("rotation", int.MaxValue).Count(); i < LeastApplications && !world.Resumes; i++)
        {
            world.Tenant.Administration.Seed(More(world, i));
        }

        foreach (var application in world.PickApplications("rotation", int.MaxValue).ToList())
        {
            var onlyForUsers = world.HasPersons && world.Chance.Share(application.Id + "only-for-users") < OnlyForUsersShare;
            var (prepared, name) = (world.Resumes ? application : SetUp(world, application), RotationSetting.SecretNameOf(application.AppId));
            world.Store.Link(Workforce.StoredSecret(application.AppId), () => world.Vault.Current(name)!.Reveal());
            world.Rotations.Track(prepared, name, onlyForUsers);
        }
    }

    internal override DateTimeOffset? Run(World world, DateTimeOffset now, int step)
    {
        world.Tell(new Happening.Act(now, "The secrets of own applications lie in the vault and are rotated from now on."));
        return null;
    }

    /// <summary>Puts its secret into the vault, and lets us rotate it.</summary>
    private TenantApplication SetUp(World world, TenantApplication application)
    {
        var principal = world.Tenant.Administration.FindServicePrincipal(application.AppId)!;
        var prepared = application with
        {
            Credentials = application.Credentials.SetItem(application.Credentials.Length - 1, Timed(world, application)),
            MultiTenant = world.Chance.Share(application.Id + "many-tenants") < MultiTenantShare,
            Owners = application.Owners.Add(world.Setting.Caller.ServicePrincipalId),
        };
        world.Tenant.Administration.Seed([prepared, principal with { MultiTenant = prepared.MultiTenant, Attributes = principal.Attributes.SetItem(RotationSetting.Tag, RotationSetting.TagValue) }]);
        var current = prepared.Credentials[^1];
        world.Vault.Put(RotationSetting.SecretNameOf(application.AppId), new SecretValue(world.Ids.SecretOf(current.KeyId)), new SecretProperties(current.EndsAt, ImmutableDictionary<string, string>.Empty));
        return prepared;
    }

    private static IEnumerable<TenantObject> More(World world, int i)
    {
        var (id, appId, keyId) = (world.Chance.Id($"one-more|{i}"), world.Chance.Id($"one-more-app|{i}"), world.Chance.Id($"one-more-key|{i}"));
        var (secret, name) = (world.Ids.SecretOf(keyId), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"service-{i:D4}"));
        return
        [
            new TenantApplication
            {
                Id = id,
                AppId = appId,
                DisplayName = name,
                CreatedAt = world.Start - Age,
                Credentials = [new AppCredential(keyId, AppCredentialKind.Password, "current", SecretHash.Of(secret), secret[..3], world.Start - Age, world.Start + FarEnd, world.Start - Age)],
            },
            new TenantServicePrincipal
            {
                Id = world.Chance.Id($"one-more-principal|{i}"),
                AppId = appId,
                DisplayName = name,
                OwnerTenantId = world.Tenant.Options.TenantId,
                Consented = TenantGroup.NoIds.Union([WellKnown.Graph, WellKnown.Exchange, WellKnown.SharePoint, WellKnown.AzureManagement]),
            },
        ];
    }

    private AppCredential Timed(World world, TenantApplication application)
    {
        var current = application.Credentials[^1];
        return world.Chance.Share(application.Id + "too-old") < OldShare
            ? current with { StartsAt = world.Start - RotationSetting.MaximumAge - Age, EndsAt = world.Start + FarEnd }
            : current with { StartsAt = world.Start - Age, EndsAt = world.Start + EndsFrom + (EndsWithin * world.Chance.Share(application.Id + "ends")) };
    }
}
