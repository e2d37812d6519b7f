using System.Text;
using System.Text.Json;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;
using NhiEvents.Tests;

namespace NhiEvents.Tenant.Tests;

/// <summary>A small tenant in memory in which every change takes effect at once, unless a test says otherwise.</summary>
internal sealed class TenantWorld : IDisposable
{
    public const string TenantId = "11111111-2222-4333-8444-555555555555";
    public const string Password = "right horse";
    public const string App = "aaaaaaaa-0000-4000-8000-000000000001";

    public static readonly Place Home = new("198.18.7.7", 64600, "IE", "Dublin", "Leinster", 53.3, -6.2);
    public static readonly Place Office = new("203.0.113.9", 64500, "IE", "Dublin", "Leinster", 53.3, -6.2);
    public static readonly Place Abroad = new("240.7.0.9", 65501, "KP", "Nowhere", "", 39, 125);
    public static readonly Actor Admin = new("00000000-0000-4000-8000-0000000000ad", "admin@contoso.example", IsUser: true);

    private readonly SqliteDatabase _database;
    private readonly bool _ownsDatabase;

    public TenantWorld(TenantTimings? timings = null, TenantFaults? faults = null, SqliteDatabase? database = null, ManualTime? time = null)
    {
        Time = time ?? new ManualTime(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        _ownsDatabase = database is null;
        _database = database ?? SqliteDatabase.OpenInMemory();
        var options = new TenantOptions(TenantId, 7) { Timings = timings ?? TenantTimings.Immediate, Faults = faults ?? TenantFaults.None };
        Tenant = new SimulatedTenant(_database, options, Time);
        if (Tenant.Administration.FindServicePrincipal(WellKnown.Graph) is null)
        {
            Tenant.Administration.Seed(TenantSeeder.Platform(new Chance(7)));
            Tenant.Administration.Seed([new TenantServicePrincipal { Id = "sp-app", AppId = App, DisplayName = "Payroll app", OwnerTenantId = TenantId }]);
            Tenant.Administration.Seed([new NamedLocation { Id = "loc-office", DisplayName = "Office", Trusted = true, Ranges = ["203.0.113.0/24"] }]);
            Seed(NewUser("user"));
        }
    }

    public ManualTime Time { get; }

    public SimulatedTenant Tenant { get; }

    public TenantAdministration Administration => Tenant.Administration;

    /// <summary>Where attempts come from that do not say.</summary>
    public Place From { get; } = Home;

    public TenantUser User => Administration.Find<TenantUser>("user")!;

    public TenantUser NewUser(string id) => new()
    {
        Id = id,
        UserPrincipalName = $"{id}@contoso.example",
        DisplayName = id,
        Kind = UserKind.ServiceAccount,
        CreatedAt = Time.GetUtcNow().AddDays(-100),
        PasswordHash = SecretHash.Of(Password),
        PasswordChangedAt = Time.GetUtcNow().AddDays(-10),
        SessionsValidFrom = Time.GetUtcNow().AddDays(-100),
        Methods = ["microsoftAuthenticatorPush"],
    };

    public void Seed(params IEnumerable<TenantObject> objects) => Administration.Seed(objects);

    public void Change(Func<TenantUser, TenantUser> change) => Seed(change(User));

    public void Settings(Func<TenantSettings, TenantSettings> change) => Seed(change(Administration.Settings));

    public void Policy(PolicyJson policy) => Administration.PutPolicy(Admin, policy.Id, policy.ToString());

    /// <summary>A policy on everyone.</summary>
    public static PolicyJson Everyone(params string[] controls) => new("policy", "Policy") { IncludeUsers = ["All"], Controls = controls };

    public SignInAttempt Ropc(string? password = null, Place? place = null) => new()
    {
        ClientId = App,
        ResourceId = WellKnown.Graph,
        Flow = SignInFlow.Ropc,
        Credential = new Credential.Password(password ?? Password),
        Place = place ?? From,
        UserPrincipalName = "user@contoso.example",
    };

    public SignInAttempt Browser(MfaAnswer mfa = MfaAnswer.Approves) => Ropc() with { Flow = SignInFlow.Browser, Mfa = mfa };

    public SignInOutcome SignIn(SignInAttempt attempt) => Tenant.SignIn(attempt);

    /// <summary>Signs in at a browser or an app, and returns what the client keeps.</summary>
    public string Session(SignInFlow flow = SignInFlow.Native, string? app = null)
    {
        var outcome = SignIn(Browser() with { Flow = flow, ClientId = app ?? App });
        Assert.Equal(0, outcome.ErrorCode);
        return outcome.SessionId!;
    }

    public SignInAttempt Again(string session, SignInFlow flow = SignInFlow.Refresh) => Ropc() with { Flow = flow, Credential = new Credential.Session(session), UserPrincipalName = null };

    /// <summary>An own single-tenant application with one secret.</summary>
    public (TenantApplication Application, TenantServicePrincipal Principal, string Secret) Workload(string name = "job")
    {
        var application = new TenantApplication { Id = "app-" + name, AppId = "appid-" + name, DisplayName = name, CreatedAt = Time.GetUtcNow() };
        var principal = new TenantServicePrincipal { Id = "sp-" + name, AppId = application.AppId, DisplayName = name, OwnerTenantId = TenantId };
        Seed(application, principal);
        var (_, secret) = Administration.AddPassword(Admin, application.Id, "first", Time.GetUtcNow(), Time.GetUtcNow().AddDays(30));
        return (Administration.Find<TenantApplication>(application.Id)!, principal, secret);
    }

    public SignInAttempt AsApplication(string name, Credential credential, Place? place = null) => new()
    {
        ClientId = "appid-" + name,
        ResourceId = WellKnown.Graph,
        Flow = SignInFlow.ClientCredentials,
        Credential = credential,
        Place = place ?? From,
    };

    /// <summary>Every record that is due, and no record twice.</summary>
    public IReadOnlyList<JsonElement> TakeRecords() =>
        [.. Tenant.TakeLogs().SelectMany(message => JsonDocument.Parse(message).RootElement.GetProperty("records").EnumerateArray())];

    public JsonElement LastRecord() => TakeRecords()[^1];

    public static byte[] Bytes(JsonElement record) => Encoding.UTF8.GetBytes(record.GetRawText());

    public void Dispose()
    {
        Tenant.Dispose();
        if (_ownsDatabase)
        {
            _database.Dispose();
        }
    }
}
