using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Ingest;

public sealed class ServicesTests : IDisposable
{
    private readonly EmbeddedPorts _ports = new(new ManualTime());
    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();

    [Fact]
    public async Task Every_handler_can_be_built()
    {
        await using var services = Build([]);

        foreach (var handler in new[] { typeof(IngestHandler), typeof(RememberIdentityHandler), typeof(PurgeExpiredHandler), typeof(PollLogsHandler), typeof(DetectResourceDenialsHandler), typeof(DetectResourceChangesHandler), typeof(DetectAccountLockoutsHandler), typeof(DetectSignInsHandler), typeof(LookAgainHandler), typeof(FindingRepository) })
        {
            Assert.NotNull(services.GetRequiredService(handler));
        }
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused_by_name()
    {
        await using var services = Build(new() { ["Detection:AnswerWithin"] = "02:00:00", ["Ingest:KeepRejected"] = "00:00:01", ["Ingest:RegisteredIds:0"] = "a" });

        Assert.Contains("AnswerWithin", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DetectionOptions>>().Value).Message, StringComparison.Ordinal);
        Assert.Contains("KeepRejected", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<IngestOptions>>().Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registered_ids_come_from_configuration()
    {
        await using var services = Build(new() { ["Ingest:RegisteredIds:0"] = "ABC" });

        Assert.Equal(["ABC"], services.GetRequiredService<IOptions<IngestOptions>>().Value.RegisteredIds);
    }

    public void Dispose()
    {
        _ports.Dispose();
        _database.Dispose();
    }

    private ServiceProvider Build(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging();
        services.AddSingleton<ICanary>(_ => new EmbeddedCanary(new SimulatedTenant(_database, new TenantOptions("contoso", 7), new ManualTime()), "canary-app", new Credential.Federated("https://issuer.example", "ingest", "api://AzureADTokenExchange"), Places.DataCentre(1)));
        services.AddSingleton<IEntraLogs>(_ports.TenantLogs).AddSingleton<IStateStore>(_ports.Faults).AddSingleton<IMessageBus>(_ports.Faults).AddSingleton<IEventPublisher>(_ports.Topic);
        services.AddIngest().AddDetection();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
    }
}
