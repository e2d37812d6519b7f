using System.Text.Json;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests;

public sealed class RecordTests : IDisposable
{
    private readonly TenantWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Our_own_reader_finds_what_was_written_of_a_user()
    {
        _world.Policy(TenantWorld.Everyone("mfa"));
        var outcome = _world.SignIn(_world.Ropc() with { UserAgent = "python-requests/2.32.3" });

        var row = Read(_world.LastRecord());

        Assert.Equal((SignInKind.InteractiveUser, "user", 50076, "ropc"), (row.Kind, row.IdentityId, row.ErrorCode, row.AuthenticationProtocol));
        Assert.Equal((TenantWorld.TenantId, outcome.RecordId, "user@contoso.example"), (row.TenantId, row.Id, row.UserPrincipalName));
        Assert.Equal(["multiConditionalAccess"], row.DemandedBy);
        Assert.Equal(("policy", "failure"), (row.Policies[0].Id, row.Policies[0].Result));
        Assert.Equal((_world.Time.GetUtcNow(), TenantWorld.Home.Address, TenantWorld.Home.AutonomousSystem, "IE"), (row.At, row.IpAddress, row.AutonomousSystemNumber, row.Country));
        Assert.Equal(("python-requests/2.32.3", "Mobile Apps and Desktop clients", outcome.FailureReason, WellKnown.Graph), (row.UserAgent, row.ClientAppUsed, row.FailureReason, row.ResourceId));
    }

    [Fact]
    public void Our_own_reader_finds_what_was_written_of_a_service_principal()
    {
        var (application, principal, secret) = _world.Workload();
        _world.SignIn(_world.AsApplication("job", new Credential.ClientSecret(secret)));

        var row = Read(_world.LastRecord());

        Assert.Equal((SignInKind.ServicePrincipal, principal.Id, 0, "clientSecret"), (row.Kind, row.IdentityId, row.ErrorCode, row.ClientCredentialType));
        Assert.Equal((application.Credentials[0].KeyId, TenantWorld.TenantId, application.AppId), (row.CredentialKeyId, row.AppOwnerTenantId, row.AppId));
    }

    [Fact]
    public void A_managed_identity_has_no_address()
    {
        _world.Seed(new TenantServicePrincipal { Id = "mi", AppId = "appid-mi", DisplayName = "mi", OwnerTenantId = TenantWorld.TenantId, ManagedIdentity = true });
        _world.SignIn(_world.AsApplication("mi", new Credential.ManagedIdentity()) with { Flow = SignInFlow.ManagedIdentity });

        var row = Read(_world.LastRecord());

        Assert.Equal((SignInKind.ManagedIdentity, null, null), (row.Kind, row.IpAddress, row.Country));
    }

    [Fact]
    public void A_secret_in_a_user_flow_shows_in_the_users_row_without_a_key()
    {
        var (application, _, secret) = _world.Workload();
        var session = _world.Session(SignInFlow.Browser);
        _world.SignIn(_world.Again(session, SignInFlow.RedeemCode) with { ClientId = application.AppId, ClientCredential = new Credential.ClientSecret(secret) });

        var row = Read(_world.LastRecord());

        Assert.Equal((SignInKind.NonInteractiveUser, "clientSecret", null, 0), (row.Kind, row.ClientCredentialType, row.CredentialKeyId, row.ErrorCode));
    }

    [Fact]
    public void An_exclusion_that_was_used_is_proven_by_the_row()
    {
        _world.Seed(new TenantGroup { Id = "excluded", DisplayName = "excluded", Members = TenantGroup.NoIds.Add("user") });
        _world.Policy(TenantWorld.Everyone("mfa") with { ExcludeGroups = ["excluded"] });
        _world.SignIn(_world.Ropc());

        Assert.True(Assert.Single(Read(_world.LastRecord()).Policies).PassedByExclusion);
    }

    [Fact]
    public void Changes_are_audited_with_who_and_what()
    {
        _world.Seed(new TenantGroup { Id = "excluded", DisplayName = "Excluded" });
        _world.Administration.AddMember(TenantWorld.Admin, "excluded", "user");

        var properties = _world.LastRecord().GetProperty("properties");

        Assert.Equal("Add member to group", properties.GetProperty("activityDisplayName").GetString());
        Assert.Equal(TenantWorld.Admin.Id, properties.GetProperty("initiatedBy").GetProperty("user").GetProperty("id").GetString());
        Assert.Equal("user", properties.GetProperty("targetResources")[0].GetProperty("id").GetString());
    }

    [Fact]
    public void Messages_keep_to_the_limit_and_lose_nothing()
    {
        for (var i = 0; i < 500; i++)
        {
            _world.SignIn(_world.Ropc());
        }

        var messages = _world.Tenant.TakeLogs();

        Assert.All(messages, message => Assert.InRange(message.Length, 1, 256 * 1024));
        Assert.Equal(500, messages.Sum(message => JsonDocument.Parse(message).RootElement.GetProperty("records").GetArrayLength()));
        Assert.Empty(_world.Tenant.TakeLogs());
    }

    [Fact]
    public void Faults_repeat_and_delay_records_and_lose_none()
    {
        using var world = new TenantWorld(faults: new TenantFaults { Seed = 1, DuplicateRecords = 0.2, DelayedRecords = 0.2, ReorderedRecords = 0.2 });
        var ids = Enumerable.Range(0, 300).Select(_ => world.SignIn(world.Ropc()).RecordId).ToList();
        var first = Ids(world);
        world.Time.Advance(TimeSpan.FromHours(2));
        var all = first.Concat(Ids(world)).ToList();

        Assert.InRange(first.Distinct().Count(), 200, 280);
        Assert.Equal(ids.Order(), all.Distinct().Order());
        Assert.InRange(all.Count, 330, 390);
        Assert.NotEqual(first, ids.Where(first.Contains));
    }

    private static List<string> Ids(TenantWorld world) => [.. world.TakeRecords().Select(record => record.GetProperty("properties").GetProperty("id").GetString()!)];

    private static SignIn Read(JsonElement record) => Assert.IsType<ReadResult.Row>(SignInReader.Read(TenantWorld.Bytes(record))).SignIn;
}
