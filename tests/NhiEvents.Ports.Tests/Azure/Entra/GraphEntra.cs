using NhiEvents.Azure.Graph;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Ports.Tests.Embedded;

namespace NhiEvents.Ports.Tests.Azure.Entra;

public sealed class GraphDirectoryTests() : DirectoryContract(new GraphEntra());

public sealed class GraphExclusionsTests() : ExclusionsContract(new GraphEntra());

public sealed class GraphCredentialsTests() : CredentialsContract(new GraphEntra());

public sealed class GraphContainmentTests() : ContainmentContract(new GraphEntra());

/// <summary>The adapters, over HTTP, against a server that knows the simulated tenant: the same objects as the embedded suites run on.</summary>
internal sealed class GraphEntra : EntraFixture
{
    private readonly EmbeddedEntra _tenant;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public GraphEntra(TenantFaults? faults = null)
    {
        _tenant = new EmbeddedEntra(faults);
        Time = new HastyTime(_tenant.Time);
        Server = new StandInEntra(_tenant);
        Credential = new StandInCredential();
        (Directory, Exclusions, Credentials, Containment) = Adapters(Credential);
        Powerless = Adapters(new StandInCredential(StandInEntra.PowerlessToken));
    }

    public HastyTime Time { get; }

    public StandInEntra Server { get; }

    public StandInCredential Credential { get; }

    public override IDirectory Directory { get; }

    public override IExclusions Exclusions { get; }

    public override ICredentials Credentials { get; }

    public override IContainment Containment { get; }

    public override (IDirectory Directory, IExclusions Exclusions, ICredentials Credentials, IContainment Containment) Powerless { get; }

    public override DateTimeOffset Now => _tenant.Now;

    public override Task PassASecondAsync() => _tenant.PassASecondAsync();

    protected override void Dispose(bool disposing)
    {
        Server.Dispose();
        _client.Dispose();
        _tenant.Dispose();
        base.Dispose(disposing);
    }

    private (IDirectory Directory, IExclusions Exclusions, ICredentials Credentials, IContainment Containment) Adapters(StandInCredential credential)
    {
        var call = new GraphCall(_client, credential, Server.Address);
        var budgets = new RequestBudgets(Time);
        var graph = new RestApi("Microsoft Graph", call.SendAsync, Server.Address, budgets, Time);
        var arm = new RestApi("Azure Resource Manager", call.SendAsync, Server.Address, budgets, Time);
        return (new GraphDirectory(graph), new GraphExclusions(graph), new GraphCredentials(graph), new GraphContainment(graph, new AzureRoles(arm, [])));
    }
}
