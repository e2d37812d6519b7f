using System.Text.Json;
using NhiEvents.Core.Tests.Detection;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>The first day on a tenant that is there for years: nothing is news, all of it is known afterwards.</summary>
/// <remarks>Tickets and notices are made of findings and of exceptions' changes only: where none is announced there is none.</remarks>
public sealed class FirstDayTests
{
    private const string ListPolicy = "aaaaaaaa-1111-4000-8000-000000000001";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_was_there_before_is_a_finding_and_all_of_it_is_counted() => await BeginAsync(80, 50);

    [Fact]
    [Trait("Set", "Full")]
    public async Task Neither_is_it_with_8000_service_principals_and_5000_exclusions() => await BeginAsync(8000, 5000);

    private static async Task BeginAsync(int principals, int exclusions)
    {
        var settings = ExceptionsWorld.Settings();
        using var world = new ExceptionsWorld(options: settings);
        Seed(world, principals, exclusions);
        await world.ReconcileAsync();
        await world.ReconcileAsync();

        Assert.Empty(await world.Ports.ReceivedAsync(EmbeddedPorts.Findings));
        Assert.Empty(await world.Ports.ReceivedAsync(EmbeddedPorts.Changes));
        Assert.InRange(Baselined(world.Ports), exclusions, exclusions + 10);

        using var detection = new DetectionWorld(SignIns.Start);
        for (var number = 0; number < principals; number++)
        {
            await detection.DeliverAsync(SignIns.App(number % 1400, 0) with { IdentityId = CrowdedTenant.Id('9', number), Key = $"first-{number}", AppId = CrowdedTenant.Id('8', number) });
        }

        await detection.RunAllDeadlinesAsync();
        Assert.Empty(await detection.AnnouncedAsync());
        var known = (await detection.Identities.ReadAllAsync(Ct)).Identities;
        Assert.Equal(principals, known.Count);
        Assert.All(known, identity => Assert.Null(identity.Learning!.LearnedAt));
    }

    /// <summary>Half of the exclusions are members of a group, half stand in a policy's own list.</summary>
    private static void Seed(ExceptionsWorld world, int principals, int exclusions)
    {
        var members = Enumerable.Range(0, exclusions / 2).Select(number => CrowdedTenant.Id('1', number)).ToList();
        var listed = Enumerable.Range(0, exclusions / 2).Select(number => CrowdedTenant.Id('9', number)).ToList();
        world.Tenant.Administration.Seed([.. members.Select(User)]);
        world.Tenant.Administration.Seed([.. Enumerable.Range(0, principals).Select(number => CrowdedTenant.Principal(CrowdedTenant.Id('9', number)))]);
        world.Tenant.Administration.Seed(
        [
            new TenantGroup { Id = ExceptionsWorld.Group, DisplayName = "Excluded from MFA", Members = [ExceptionsWorld.Protected, .. members] },
            ExceptionsCompany.Policy(new PolicyJson(ListPolicy, "Block workloads") { ServicePrincipals = ["ServicePrincipalsInMyTenant"], ExcludeServicePrincipals = listed, Controls = ["block"] }),
        ]);
    }

    private static int Baselined(EmbeddedPorts ports) => ports.Rows().Where(row => row.Key.StartsWith("baseline|", StringComparison.Ordinal)).Sum(row => JsonDocument.Parse(row.Body).RootElement.GetProperty("hashes").GetArrayLength());

    private static TenantObject User(string id) => new TenantUser
    {
        Id = id,
        UserPrincipalName = $"svc-{id}@contoso.example",
        DisplayName = $"svc-{id}",
        Kind = UserKind.ServiceAccount,
        CreatedAt = Given.Now.AddYears(-1),
        SessionsValidFrom = Given.Now.AddYears(-1),
    };
}
