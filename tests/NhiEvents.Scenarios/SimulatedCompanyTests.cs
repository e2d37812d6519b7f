using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Scheduling;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Simulate;

namespace NhiEvents.Scenarios;

/// <summary><c>nhi run --tenant simulated</c>: the commands that it prints, from the request to the proven end, and secrets that are replaced. On a virtual clock, through a restart.</summary>
public sealed class SimulatedCompanyTests : IDisposable
{
    private static readonly TenantSize Small = new(12, 30, 7);

    private readonly TemporaryFolder _folder = new();

    private string State => _folder["state"];

    [Fact]
    public async Task An_exception_is_asked_for_approved_active_ended_and_proven_and_secrets_are_replaced()
    {
        Directory.CreateDirectory(State);
        var now = TimeProvider.System.GetUtcNow();
        string identity, application;
        await using (var run = await Running.StartAsync(State, now))
        {
            await run.ForAsync(TimeSpan.FromMinutes(2));
            var (request, approve) = CommandsIn(run.Printed);
            var asked = await Nhi.HereAsync(request);
            Assert.Equal((0, ""), Exit(asked));
            var id = asked.Output.Split("Its id will be ")[1][..32];
            await run.ForAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(0, (await Nhi.HereAsync([.. approve.Select(word => word == "ID" ? id : word)])).ExitCode);
            identity = approve[Array.IndexOf(approve, "--identity") + 1];
            (application, var key) = run.Rotatable();
            Assert.Equal((0, ""), Exit(await Nhi.HereAsync(["rotations", "start", application, "--key", key, "--reason", "Its owner has left.", .. approve[Array.IndexOf(approve, "--tenant")..]])));

            await run.ForAsync(TimeSpan.FromMinutes(5));
            Assert.True(run.IsExcluded(identity));
        }

        Assert.Contains("  active", (await ListAsync()).Output, StringComparison.OrdinalIgnoreCase);

        // The process has ended; the tenant, its vault and the jobs go on with the next one.
        await using (var run = await Running.StartAsync(State, now.AddMinutes(9)))
        {
            Assert.True(run.IsExcluded(identity));
            await run.ForAsync(TimeSpan.FromHours(3));
            Assert.False(run.IsExcluded(identity));
            Assert.Equal(2, run.SecretsOf(application));
        }

        Assert.Matches(@"  ended\b", (await ListAsync()).Output);
        var rotations = await Nhi.HereAsync("rotations", "list", "--state", State);
        Assert.Equal(0, rotations.ExitCode);
        Assert.Contains($"Watching  Requested  {application}", rotations.Output, StringComparison.Ordinal);
        Assert.Contains("0 dead letter", (await Nhi.HereAsync("deadletters", "list", "--state", State)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_starts_a_company_says_who_is_who_and_finds_it_again()
    {
        var first = await Nhi.RunUntilIdleAsync(State, "--tenant", "simulated");
        var again = await Nhi.RunUntilIdleAsync(State, "--tenant", "simulated");
        var without = await Nhi.RunUntilIdleAsync(State);
        var other = await Nhi.HereAsync("run", "--tenant", "contoso", "--state", State);

        Assert.Equal((0, 0, 0, 2), (first.ExitCode, again.ExitCode, without.ExitCode, other.ExitCode));
        Assert.Equal(CommandsIn(first.Output).Request[..^1], CommandsIn(again.Output).Request[..^1]);
        Assert.Contains("A simulated company lives in this folder, and is not connected", without.Output, StringComparison.Ordinal);
        Assert.Contains("--tenant contoso is not known", other.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static (int, string) Exit(Ran ran) => (ran.ExitCode, ran.Errors);

    private Task<Ran> ListAsync() => Nhi.HereAsync("exceptions", "list", "--state", State);

    /// <summary>As they are printed, without the program's name.</summary>
    private static (string[] Request, string[] Approve) CommandsIn(string printed)
    {
        var lines = printed.Split('\n').Where(line => line.StartsWith("  nhi ", StringComparison.Ordinal)).Select(line => Regex.Matches(line, "\"([^\"]*)\"|(\\S+)").Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value).Skip(1).ToArray()).ToList();
        return (lines[0], lines[1]);
    }

    /// <summary>What <c>nhi run --tenant simulated</c> starts, without its addresses and on a virtual clock.</summary>
    private sealed class Running(VirtualScheduler scheduler, Storage storage, SimulatedCompany company, LocalHost host, string state) : IAsyncDisposable
    {
        private readonly StringWriter _printed = new();

        public string Printed => _printed.ToString();

        public static async Task<Running> StartAsync(string state, DateTimeOffset at)
        {
            var scheduler = new VirtualScheduler(at);
            var storage = Storage.OpenFolder(state, Topology.Shipped, scheduler.Time);
            var company = await SimulatedCompany.OpenAsync(state, storage, scheduler, Small);
            var settings = new ConfigurationBuilder().AddInMemoryCollection(PersonKeys.LoadOrCreate(state)).AddInMemoryCollection(company.Settings).Build();
            await company.PrepareAsync(storage, settings, NullLoggerFactory.Instance);
            var host = await LocalHost.CreateAsync(Apps.All, storage, Topology.Shipped, scheduler, settings, NullLoggerFactory.Instance, tenant: company.Ports);
            var run = new Running(scheduler, storage, company, host, state);
            company.Start();
            company.Write(run._printed);
            return run;
        }

        /// <summary>Takes what people have said, and lets time pass.</summary>
        public async Task ForAsync(TimeSpan time)
        {
            await new CommandInbox(state).TakeAsync(storage.Broker, _printed, CancellationToken.None);
            scheduler.Register("the end of this part", _ =>
            {
                scheduler.Pause();
                return Task.FromResult<DateTimeOffset?>(null);
            }).Wake(scheduler.Time.GetUtcNow() + time);
            await host.RunAsync(TestContext.Current.CancellationToken);
        }

        public bool IsExcluded(string identity) => company.World.Tenant.Administration.All<TenantGroup>().Any(group => group.Members.Contains(identity) && group.DisplayName.Contains("MFA", StringComparison.OrdinalIgnoreCase));

        /// <summary>Object id of an application whose secret lies in the vault, and the secret's key id.</summary>
        public (string Application, string Key) Rotatable()
        {
            var ours = company.World.Setting.Caller.ServicePrincipalId;
            var one = company.World.Tenant.Administration.All<TenantApplication>().First(application => application.Owners.Contains(ours) && !application.MultiTenant);
            return (one.Id, one.Credentials[^1].KeyId);
        }

        public int SecretsOf(string application) => company.World.Tenant.Administration.Find<TenantApplication>(application)!.Credentials.Count(one => one.Kind is AppCredentialKind.Password && one.EndsAt > scheduler.Time.GetUtcNow());

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await company.DisposeAsync();
            await storage.DisposeAsync();
        }
    }
}
