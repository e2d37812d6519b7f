using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class EmbeddedCanaryTests : CanaryContract
{
    private static readonly Credential.Federated Trusted = new("https://issuer.example", "ingest", "api://AzureADTokenExchange");

    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private SimulatedTenant _tenant = null!;
    private readonly ManualTime _time = new();
    private int _seen;

    protected override ICanary Known => Of("canary-app");

    protected override ICanary Unknown => Of("no-app");

    protected override int Seen
    {
        get
        {
            _time.Advance(TimeSpan.FromHours(1)); // until the log has come
            _tenant.TakeLogs();
            return _seen;
        }
    }

    public override ValueTask InitializeAsync()
    {
        _tenant = new SimulatedTenant(_database, new TenantOptions("11111111-2222-4333-8444-555555555555", 7), _time);
        _tenant.Administration.Seed(TenantSeeder.Platform(new Chance(7)));
        _tenant.Administration.Seed(
        [
            new TenantApplication
            {
                Id = "canary-object", AppId = "canary-app", DisplayName = "canary", CreatedAt = _time.GetUtcNow(),
                FederatedCredentials = [new FederatedCredential("f1", "ingest", Trusted.Issuer, Trusted.Subject, Trusted.Audience)],
            },
            new TenantServicePrincipal { Id = "canary-principal", AppId = "canary-app", DisplayName = "canary", OwnerTenantId = _tenant.Options.TenantId },
        ]);
        _tenant.Emitted += record => _seen += record.Category == "ServicePrincipalSignInLogs" ? 1 : 0;
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private EmbeddedCanary Of(string app) => new(_tenant, app, Trusted, Places.DataCentre(119));
}
