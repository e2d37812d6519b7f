using System.Security.Cryptography;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Tenant.Tests;

public sealed class PersistenceTests
{
    private static readonly TenantFaults Storm = new() { Seed = 3, DuplicateRecords = 0.1, ReorderedRecords = 0.3, DelayedRecords = 0.1 };

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes()
    {
        Assert.Equal(await RunAsync(7, reopen: false), await RunAsync(7, reopen: false));
        Assert.NotEqual(await RunAsync(7, reopen: false), await RunAsync(8, reopen: false));
    }

    [Fact]
    public async Task A_tenant_that_is_closed_and_opened_goes_on_as_if_it_had_not_been() =>
        Assert.Equal(await RunAsync(7, reopen: false), await RunAsync(7, reopen: true));

    [Fact]
    public async Task The_seed_has_every_kind_and_policies_that_work()
    {
        using var database = SqliteDatabase.OpenInMemory();
        using var world = new TenantWorld(database: database);
        using var fresh = SqliteDatabase.OpenInMemory();
        using var seeded = new NhiEvents.Embedded.Tenant.SimulatedTenant(fresh, new NhiEvents.Embedded.Tenant.TenantOptions(TenantWorld.TenantId, 7), world.Time);
        await TenantSeeder.SeedAsync(seeded, new TenantSize(200, 150, 7));

        var users = seeded.Administration.All<TenantUser>();
        var identities = users.Count(user => user.Kind is not (UserKind.Person or UserKind.Administrator or UserKind.GuestPerson or UserKind.BreakGlass));
        var principals = seeded.Administration.All<TenantServicePrincipal>().Count(principal => !principal.IsFirstParty);
        Assert.Equal(150, identities + principals);
        Assert.Equal(Enum.GetValues<UserKind>().Order(), users.Select(user => user.Kind).Distinct().Order());
        Assert.Equal(users.Count, users.Select(user => user.UserPrincipalName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.InRange(seeded.Administration.All<PolicyDocument>().Count, 15, 30);
        Assert.Empty(seeded.TakeLogs());
    }

    /// <summary>Two days of a few identities with changes in between; the hash covers every byte that left.</summary>
    private static async Task<string> RunAsync(long seed, bool reopen)
    {
        using var database = SqliteDatabase.OpenInMemory();
        var time = new ManualTime(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var faults = Storm with { Seed = seed };
        var world = new TenantWorld(new TenantTimings(), faults, database, time);
        var (_, _, secret) = world.Workload();
        world.Seed(new TenantGroup { Id = "excluded", DisplayName = "excluded" });
        world.Policy(TenantWorld.Everyone("mfa") with { ExcludeGroups = ["excluded"] });
        string? session = null;
        for (var hour = 0; hour < 48; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            world.SignIn(world.Ropc(hour % 5 == 0 ? "wrong" + hour : null));
            session = world.SignIn(world.Browser()).SessionId ?? session;
            world.SignIn(session is null ? world.Ropc() : world.Again(session));
            world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)));
            if (hour is 10 or 30)
            {
                world.Administration.AddMember(TenantWorld.Admin, "excluded", hour == 10 ? "user" : "sp-job");
            }

            foreach (var message in world.Tenant.TakeLogs())
            {
                hash.AppendData(message.Span);
            }

            if (reopen && hour % 12 == 5 && world.Tenant.NextRecordDue is null)
            {
                await world.Tenant.FlushAsync();
                world.Tenant.Dispose();
                world = new TenantWorld(new TenantTimings(), faults, database, time);
            }
        }

        world.Tenant.Dispose();
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
