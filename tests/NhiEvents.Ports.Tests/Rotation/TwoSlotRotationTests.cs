using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NhiEvents.Azure.Slots;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Rotation.Triggers;
using NhiEvents.Core.Rotation.Views;
using NhiEvents.Embedded;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Ports;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Vault;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Rotation;

/// <summary>A password of a real server with two slots, rotated by the whole slice.</summary>
public sealed class TwoSlotRotationTests : IAsyncDisposable
{
    private const string TenantId = "11111111-2222-4333-8444-555555555555";
    private const string SecretName = "reports-password";
    private const string OldPassword = "the old password";

    private readonly ManualTime _time = new();
    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly SqliteDatabase _bus = SqliteDatabase.OpenInMemory();
    private readonly HttpClient _client = new();
    private readonly List<IDisposable> _others = [];
    private TwoPasswordServer _server = null!;
    private EmbeddedVault _vault = null!;
    private Broker _broker = null!;

    [Fact]
    public async Task A_password_is_replaced_while_both_are_accepted_and_the_old_one_runs_to_its_end()
    {
        await using var services = await BuildAsync();
        Assert.True(_server.Accepts(await ReadAsync()));

        await StartAsync(services);
        await RunAsync(services, TimeSpan.FromHours(3));

        var newPassword = await ReadAsync();
        Assert.NotEqual(OldPassword, newPassword);
        Assert.True(_server.Accepts(newPassword));
        Assert.True(_server.Accepts(OldPassword));

        await RunAsync(services, TimeSpan.FromDays(21));

        Assert.False(_server.Accepts(OldPassword));
        Assert.True(_server.Accepts(await ReadAsync()));
        Assert.Equal(RotationState.Done, Assert.Single(await ViewsAsync(services)).State);
    }

    [Fact]
    public async Task A_lost_answer_leaves_one_new_password_whose_text_is_known()
    {
        await using var services = await BuildAsync();
        _server.LosesNextAnswer = true;

        await StartAsync(services);
        await RunAsync(services, TimeSpan.FromHours(3));

        Assert.False(_server.LosesNextAnswer);
        Assert.Equal(2, _server.Keys.Count);
        Assert.True(_server.Accepts(await ReadAsync()));
        Assert.NotEqual(OldPassword, await ReadAsync());
    }

    [Fact]
    public async Task Two_valid_passwords_are_left_alone_and_a_person_is_asked()
    {
        await using var services = await BuildAsync();
        _server.Put("another", "by hand", _time.GetUtcNow(), _time.GetUtcNow().AddDays(90), "another password");

        await StartAsync(services);
        await RunAsync(services, TimeSpan.FromHours(3));

        var rotation = Assert.Single(await ViewsAsync(services));
        Assert.Equal(RotationState.Held, rotation.State);
        Assert.Contains("Both slots", rotation.Steps[^1].What, StringComparison.Ordinal);
        Assert.Equal(["another", "first"], _server.Keys);
        Assert.Equal(OldPassword, await ReadAsync());
    }

    [Fact]
    public async Task The_next_password_takes_the_slot_of_the_one_that_has_ended()
    {
        await using var services = await BuildAsync();
        await StartAsync(services);
        await RunAsync(services, TimeSpan.FromDays(150));
        var second = await ReadAsync();

        await StartAsync(services);
        await RunAsync(services, TimeSpan.FromHours(3));

        Assert.NotEqual(second, await ReadAsync());
        Assert.True(_server.Accepts(second));
        Assert.True(_server.Accepts(await ReadAsync()));
        Assert.DoesNotContain("first", _server.Keys);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _others.ForEach(one => one.Dispose());
        await _server.DisposeAsync();
        await _database.DisposeAsync();
        await _bus.DisposeAsync();
    }

    private async Task<ServiceProvider> BuildAsync()
    {
        _server = await TwoPasswordServer.StartAsync(_time);
        _server.Put("first", "by hand", _time.GetUtcNow().AddDays(-100), _time.GetUtcNow().AddDays(20), OldPassword);
        _vault = new EmbeddedVault(_database, "vault1", new EphemeralDataProtectionProvider(), _time);
        _broker = new Broker(_bus, Topology.Shipped, _time);
        var tags = new Dictionary<string, string> { ["nhi-key-id"] = "first", ["nhi-application"] = TwoPasswordServer.Login };
        await _vault.SetAsync(SecretName, new SecretValue(OldPassword), new SecretProperties(_time.GetUtcNow().AddDays(20), tags), default);

        var tenantDatabase = SqliteDatabase.OpenInMemory();
        var tenant = new SimulatedTenant(tenantDatabase, new TenantOptions(TenantId, 7), _time);
        _others.AddRange([tenant, tenantDatabase]);
        var caller = new TenantCaller("ours", "ours", "NhiEvents", new HashSet<string> { "Application.Read.All", "User.Read.All" });
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Ledger:PersonKey", Convert.ToBase64String(new byte[32]))]).Build());
        services.AddSingleton<TimeProvider>(_time);
        services.AddLogging();
        services.AddSingleton<IStateStore>(new SqliteStateStore(_database, "rotation"));
        services.AddSingleton<IMessageBus>(new SqliteMessageBus(_broker));
        services.AddSingleton<IDirectory>(new EmbeddedDirectory(tenant, caller));
        services.AddSingleton<ICredentials>(new EmbeddedCredentials(tenant, caller));
        services.AddSingleton<ITokenTest>(new EmbeddedTokenTest(tenant, Places.DataCentre(99)));
        services.AddSingleton<ISecretVault>(_vault);
        services.AddRotation();
        services.AddSingleton<IRotationTarget>(new HttpLoginSlots(AdministerAsync, _client, _server.Address, _time));
        var policy = new RotationPolicy { Applications = [TwoPasswordServer.Login], SecretName = SecretName, Form = CredentialForm.TwoSlot, Mode = RotationMode.Enforce };
        services.AddSingleton(Options.Create(new RotationOptions { TenantId = TenantId, Policies = [policy] }));
        return services.BuildServiceProvider();
    }

    private Task<HttpResponseMessage> AdministerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.Headers.Authorization = HttpLoginSlots.Basic(TwoPasswordServer.Administrator, new SecretValue(TwoPasswordServer.AdministratorPassword));
        return _client.SendAsync(request, ct);
    }

    private Task<Outcome> StartAsync(ServiceProvider services) => services.GetRequiredService<StartRotationHandler>().HandleAsync(
        new StartRotation(TenantId, $"request-{_time.GetUtcNow():u}", TwoPasswordServer.Login, RotationCause.NearExpiry, _time.GetUtcNow()), default);

    /// <summary>Delivers what is due, each at its own time.</summary>
    private async Task RunAsync(ServiceProvider services, TimeSpan time)
    {
        var until = _time.GetUtcNow() + time;
        while (_broker.NextDue(Queues.RotationsDue) is { } due && due <= until)
        {
            _time.AdvanceTo(due > _time.GetUtcNow() ? due : _time.GetUtcNow());
            foreach (var message in await _broker.ReceiveAsync(Queues.RotationsDue, 10, default))
            {
                await services.GetRequiredService<StepRotationHandler>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.StepRotation)!, default);
                await _broker.CompleteAsync(message, default);
            }
        }

        _time.AdvanceTo(until);
    }

    private async Task<string> ReadAsync() => (await _vault.ReadAsync(SecretName, null, default))!.Reveal();

    private static Task<IReadOnlyList<RotationView>> ViewsAsync(ServiceProvider services) =>
        new RotationViews(services.GetRequiredService<IStateStore>(), services.GetRequiredService<IMessageBus>(), services.GetRequiredService<TimeProvider>()).ReadRotationsAsync(default);
}
