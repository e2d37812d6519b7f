using System.Diagnostics;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Tenant.Tests;

/// <summary>What a sign-in costs, evaluation and record together. Runs only when asked for: <c>-explicit only -class NhiEvents.Tenant.Tests.CostMeasurement</c>.</summary>
public sealed class CostMeasurement(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData(2_000, 150)]
    [InlineData(100_000, 10_000)]
    public async Task Cost_of_a_sign_in(int humans, int identities)
    {
        var time = new ManualTime(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        using var database = SqliteDatabase.OpenInMemory();
        using var tenant = new SimulatedTenant(database, new TenantOptions(TenantWorld.TenantId, 7), time);
        var clock = Stopwatch.StartNew();
        await TenantSeeder.SeedAsync(tenant, new TenantSize(humans, identities, 7));
        output.WriteLine($"{humans} humans, {identities} identities: seeded in {clock.Elapsed.TotalSeconds:F1} s, {GC.GetTotalMemory(true) / 1_000_000} MB");
        var users = tenant.Administration.All<TenantUser>().Where(user => user.Kind is UserKind.Person).ToList();
        var places = new Places(new Chance(7));
        var sessions = users.Select(user => (place: places.Home(user.Id), outcome: tenant.SignIn(First(user, places.Home(user.Id))))).Where(one => one.outcome.SessionId is not null).ToList();
        tenant.TakeLogs();
        const int Count = 40_000;
        long bytes = 0;
        var before = Process.GetCurrentProcess().UserProcessorTime;
        for (var i = 0; i < Count; i++)
        {
            var (place, outcome) = sessions[i % sessions.Count];
            tenant.SignIn(new SignInAttempt { ClientId = WellKnown.Office, ResourceId = WellKnown.Exchange, Flow = SignInFlow.Refresh, Credential = new Credential.Session(outcome.SessionId!), Place = place });
            if (i % 1_000 == 0)
            {
                time.Advance(TimeSpan.FromMinutes(5));
                bytes += tenant.TakeLogs().Sum(message => (long)message.Length);
            }
        }

        var spent = Process.GetCurrentProcess().UserProcessorTime - before;
        output.WriteLine($"{spent.TotalMicroseconds / Count:F1} µs of processor time and {bytes / Count} bytes per sign-in");
    }

    private static SignInAttempt First(TenantUser user, Place place) => new()
    {
        ClientId = WellKnown.Office,
        ResourceId = WellKnown.Exchange,
        Flow = SignInFlow.Native,
        Credential = new Credential.Password(new SeedIds(new Chance(7)).PasswordOf(user.Id)),
        Place = place,
        UserPrincipalName = user.UserPrincipalName,
        Mfa = MfaAnswer.Registers,
    };
}
