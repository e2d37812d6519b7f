using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Tenant.Tests;

/// <summary>What makes Entra answer with a code.</summary>
internal static class Situations
{
    private static readonly Device Managed = new("device-1", "windows", "Windows 11", "Edge 131") { Compliant = true };

    public static IReadOnlyDictionary<int, string> NotProduced { get; } = new Dictionary<int, string>
    {
        [50161] = "needs a provider of external claims; only the built-in ones are simulated",
        [50177] = "needs pass-through users with an external challenge; passwords are checked in the cloud here",
        [50178] = "needs pass-through users with a session control",
        [50187] = "a broker's own fault between app and device; brokers are not simulated beyond being there or not",
        [50135] = "Microsoft states no rule that tells it from 50142, which is produced",
        [399218] = "no public description of when it occurs beyond 50199, which is produced",
        [54008] = "needs a first factor that cannot do MFA (SMS sign-in); not simulated",
        [54009] = "as 54008",
        [50077] = "named locations by GPS are not simulated",
        [50081] = "named locations by GPS are not simulated",
        [700020] = "the same interrupt as 50058 or 65001 under another name; no rule is public",
        [26000] = "grants that need interaction in themselves are not simulated",
        [700081] = "needs a configured longest lifetime of refresh tokens, which Entra has retired",
    };

    public static IReadOnlyDictionary<(int Code, string Situation), Func<TenantWorld, SignInOutcome>> All { get; } =
        Users().Concat(Sessions()).Concat(Policies()).Concat(Applications()).ToDictionary(one => (one.Code, one.Situation), one => one.Run);

    private static IEnumerable<(int Code, string Situation, Func<TenantWorld, SignInOutcome> Run)> Users() =>
    [
        (0, "the right password", world => world.SignIn(world.Ropc())),
        (50126, "a wrong password", world => world.SignIn(world.Ropc("wrong"))),
        (50034, "nobody has this name", world => world.SignIn(world.Ropc() with { UserPrincipalName = "nobody@contoso.example" })),
        (500341, "the user was deleted", world =>
        {
            world.Administration.DeleteUser(TenantWorld.Admin, "user");
            return world.SignIn(world.Ropc());
        }),
        (50056, "the account has no password", world => Changed(world, user => user with { PasswordHash = null })),
        (50057, "the account is disabled and the password right", world =>
        {
            world.Administration.SetUserEnabled(TenantWorld.Admin, "user", enabled: false);
            return world.SignIn(world.Ropc());
        }),
        (50126, "the account is disabled and the password wrong", world =>
        {
            world.Administration.SetUserEnabled(TenantWorld.Admin, "user", enabled: false);
            return world.SignIn(world.Ropc("wrong"));
        }),
        (500571, "the guest is disabled", world =>
        {
            world.Change(user => user with { HomeTenantId = "home", DisabledAt = world.Time.GetUtcNow() });
            return world.SignIn(world.Browser() with { Credential = new Credential.HomeTenant(Mfa: false) });
        }),
        (50055, "the password has expired", world => Changed(world, user => user with { PasswordLife = TimeSpan.FromDays(9) })),
        (50055, "the password must be changed", world => Changed(world, user => user with { MustChangePassword = true })),
        (50144, "the Active Directory password has expired", world => Changed(world, user => user with { PasswordLife = TimeSpan.FromDays(9), Synced = true })),
        (50053, "too many wrong passwords", world =>
        {
            for (var i = 0; i < 10; i++)
            {
                world.SignIn(world.Ropc("wrong" + i));
            }

            return world.SignIn(world.Ropc());
        }),
        (50053, "an address with malicious activity, whatever the password", world => world.SignIn(world.Ropc(place: TenantWorld.Abroad with { Malicious = true }))),
        (50125, "registration is asked for at sign-in", world =>
        {
            world.Settings(settings => settings with { RegistrationAtSignIn = true });
            world.Change(user => user with { Methods = [] });
            return world.SignIn(world.Browser(MfaAnswer.Abandons));
        }),
        (50140, "the person stops at 'Stay signed in?'", world => world.SignIn(world.Browser() with { StopsAt = StopsAt.KeepMeSignedIn })),
        (50199, "the person does not confirm the app of a device code", world => world.SignIn(world.Browser() with { Flow = SignInFlow.DeviceCode, StopsAt = StopsAt.AppConfirmation })),
        (50089, "the page was open too long", world => world.SignIn(world.Browser() with { Waited = TimeSpan.FromHours(2) })),
        (50105, "the application wants assignment", world =>
        {
            world.Seed(world.Administration.Find<TenantServicePrincipal>("sp-app")! with { AssignmentRequired = true });
            return world.SignIn(world.Ropc());
        }),
        (65001, "nobody has consented", world => Consent(world, interactive: false, admin: false, requests: false)),
        (90094, "an administrator has to consent", world => Consent(world, interactive: true, admin: true, requests: false)),
        (90095, "an administrator can be asked to consent", world => Consent(world, interactive: true, admin: true, requests: true)),
    ];

    private static IEnumerable<(int Code, string Situation, Func<TenantWorld, SignInOutcome> Run)> Sessions() =>
    [
        (50058, "a silent request without a session", world => world.SignIn(world.Ropc() with { Flow = SignInFlow.Silent, Credential = new Credential.None() })),
        (16000, "a silent request with several accounts", world => world.SignIn(world.Ropc() with { Flow = SignInFlow.Silent, Credential = new Credential.None(), AccountsInBrowser = 2 })),
        (50173, "a refresh token after sessions were revoked", world => AfterRevocation(world, SignInFlow.Native, SignInFlow.Refresh)),
        (50133, "a browser session after sessions were revoked", world => AfterRevocation(world, SignInFlow.Browser, SignInFlow.Silent)),
        (50132, "a browser session after the password was changed", world =>
        {
            var session = world.Session(SignInFlow.Browser);
            world.Time.Advance(TimeSpan.FromMinutes(1));
            world.Administration.SetPassword(TenantWorld.Admin, "user", "new one");
            return world.SignIn(world.Again(session, SignInFlow.Silent));
        }),
        (700082, "a refresh token that was not used for 90 days", world => Later(world, world.Session(), TimeSpan.FromDays(91))),
        (700084, "a single-page application's token after a day", world =>
        {
            world.Seed(new TenantApplication { Id = "spa", AppId = TenantWorld.App, DisplayName = "Page", CreatedAt = world.Time.GetUtcNow(), SinglePage = true });
            return Later(world, world.Session(), TimeSpan.FromHours(25));
        }),
        (70008, "an authorization code that is too old", world => world.SignIn(world.Again(world.Session(SignInFlow.Browser), SignInFlow.RedeemCode) with { Waited = TimeSpan.FromMinutes(11) })),
        (70043, "sign-in frequency ends a refresh token", world => WithFrequency(world, hours: 4, SignInFlow.Native, SignInFlow.Refresh)),
        (70044, "sign-in frequency ends a browser session", world => WithFrequency(world, hours: 4, SignInFlow.Browser, SignInFlow.Silent)),
        (70045, "every time: a refresh token", world => WithFrequency(world, hours: null, SignInFlow.Native, SignInFlow.Refresh)),
        (70046, "every time: a browser session", world => WithFrequency(world, hours: null, SignInFlow.Browser, SignInFlow.Silent)),
        (50078, "per-user MFA was given too long ago", world =>
        {
            world.Change(user => user with { PerUserMfa = PerUserMfa.Enforced });
            world.Settings(settings => settings with { RememberMfa = TimeSpan.FromDays(14) });
            return Later(world, world.Session(), TimeSpan.FromDays(15));
        }),
    ];

    private static IEnumerable<(int Code, string Situation, Func<TenantWorld, SignInOutcome> Run)> Policies() =>
    [
        (50076, "a program is asked for a second factor that is registered", world => Under(world, TenantWorld.Everyone("mfa"), world.Ropc())),
        (50079, "a program is asked for a second factor and none is registered", world =>
        {
            world.Change(user => user with { Methods = [] });
            return Under(world, TenantWorld.Everyone("mfa"), world.Ropc());
        }),
        (50072, "a person without a method goes away from registration", world =>
        {
            world.Change(user => user with { Methods = [] });
            return Under(world, TenantWorld.Everyone("mfa"), world.Browser(MfaAnswer.Abandons));
        }),
        (50074, "a person goes away from the prompt", world => Under(world, TenantWorld.Everyone("mfa"), world.Browser(MfaAnswer.Abandons))),
        (500121, "a person denies the prompt", world => Under(world, TenantWorld.Everyone("mfa"), world.Browser(MfaAnswer.Denies))),
        (53004, "registering is too risky now", world =>
        {
            world.Change(user => user with { Methods = [] });
            return Under(world, TenantWorld.Everyone("mfa"), world.Browser(MfaAnswer.Registers) with { Risk = RiskLevel.High });
        }),
        (53010, "registering is not allowed from here", world =>
        {
            world.Change(user => user with { Methods = [] });
            world.Policy(new PolicyJson("register", "Register") { IncludeUsers = ["All"], UserActions = ["urn:user:registersecurityinfo"], IncludeLocations = ["All"], ExcludeLocations = ["AllTrusted"], Controls = ["block"] });
            return Under(world, TenantWorld.Everyone("mfa"), world.Browser(MfaAnswer.Registers));
        }),
        (53003, "a policy blocks", world => Under(world, TenantWorld.Everyone("block"), world.Ropc())),
        (530035, "security defaults and a legacy client", world =>
        {
            world.Settings(settings => settings with { SecurityDefaults = true });
            return world.SignIn(world.Ropc() with { Flow = SignInFlow.Legacy, LegacyClient = "Authenticated SMTP" });
        }),
        (50158, "terms of use were not accepted", world => Under(world, TenantWorld.Everyone() with { TermsOfUse = ["terms"] }, world.Browser())),
        (50142, "a policy wants a new password", world => Under(world, TenantWorld.Everyone("passwordChange"), world.Browser())),
        (50097, "a compliant device is wanted and none is shown", world => Under(world, TenantWorld.Everyone("compliantDevice"), world.Browser())),
        (50129, "a phone is not registered", world => Under(world, TenantWorld.Everyone("compliantDevice"), world.Browser() with { Device = new Device(null, "iOS", "iOS 18", "Safari") })),
        (50155, "the device was removed", world => Under(world, TenantWorld.Everyone("compliantDevice"), world.Browser() with { Device = Managed with { Removed = true } })),
        (53000, "the device is not compliant", world => Under(world, TenantWorld.Everyone("compliantDevice"), world.Browser() with { Device = Managed with { Compliant = false } })),
        (53001, "the device is not domain joined", world => Under(world, TenantWorld.Everyone("domainJoinedDevice"), world.Browser() with { Device = Managed })),
        (50127, "an approved app is wanted and the phone has no broker", world => Under(world, TenantWorld.Everyone("approvedApplication"), world.Browser() with { Device = new Device("d", "android", "Android 15", "Chrome") })),
        (53002, "the app is not approved", world => Under(world, TenantWorld.Everyone("approvedApplication"), world.Browser() with { Device = new Device("d", "android", "Android 15", "Chrome") { HasBroker = true } })),
        (53009, "the app has no protection policy", world => Under(world, TenantWorld.Everyone("compliantApplication"), world.Browser() with { Device = new Device("d", "android", "Android 15", "Chrome") { HasBroker = true } })),
    ];

    private static IEnumerable<(int Code, string Situation, Func<TenantWorld, SignInOutcome> Run)> Applications() =>
    [
        (0, "the right secret", world => AsJob(world, secret => new Credential.ClientSecret(secret))),
        (7000215, "a wrong secret", world => AsJob(world, _ => new Credential.ClientSecret("wrong"))),
        (7000222, "an expired secret", world => AsJob(world, secret => new Credential.ClientSecret(secret), after: TimeSpan.FromDays(31))),
        (7000216, "no credential at all", world => AsJob(world, _ => new Credential.None())),
        (700025, "a secret from a public client", world =>
        {
            var (application, _, secret) = world.Workload();
            world.Seed(application with { PublicClient = true });
            return world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)));
        }),
        (7000218, "a web app redeems a code without its credential", world =>
        {
            world.Workload();
            return world.SignIn(world.Again(world.Session(SignInFlow.Browser), SignInFlow.RedeemCode) with { ClientId = "appid-job" });
        }),
        (7000215, "a web app redeems a code with a wrong secret", world =>
        {
            world.Workload();
            return world.SignIn(world.Again(world.Session(SignInFlow.Browser), SignInFlow.RedeemCode) with { ClientId = "appid-job", ClientCredential = new Credential.ClientSecret("wrong") });
        }),
        (700027, "a certificate that is not registered", world => AsJob(world, _ => Certificate(world))),
        (700024, "an assertion from a clock that is wrong", world => AsJob(world, _ => Certificate(world) with { From = world.Time.GetUtcNow().AddMinutes(20) })),
        (70021, "no federated credential", world => AsJob(world, _ => new Credential.Federated("https://issuer", "repo:a", "api"))),
        (700211, "another issuer", world => AsFederated(world, new Credential.Federated("https://other", "repo:a", "api"))),
        (700212, "another audience", world => AsFederated(world, new Credential.Federated("https://issuer", "repo:a", "other"))),
        (700213, "another subject", world => AsFederated(world, new Credential.Federated("https://issuer", "repo:b", "api"))),
        (7002138, "the subject in other letters", world => AsFederated(world, new Credential.Federated("https://issuer", "REPO:a", "api"))),
        (0, "a federated token that fits", world => AsFederated(world, new Credential.Federated("https://issuer", "repo:a", "api"))),
        (700016, "nobody knows the application", world => world.SignIn(world.AsApplication("nothing", new Credential.ClientSecret("x")))),
        (7000229, "the application has no service principal", world =>
        {
            world.Seed(new TenantApplication { Id = "alone", AppId = "appid-alone", DisplayName = "alone", CreatedAt = world.Time.GetUtcNow() });
            return world.SignIn(world.AsApplication("alone", new Credential.ClientSecret("x")));
        }),
        (7000112, "the service principal is disabled", world =>
        {
            var (_, principal, secret) = world.Workload();
            world.Administration.SetServicePrincipalEnabled(TenantWorld.Admin, principal.Id, enabled: false);
            return world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)));
        }),
        (500011, "the resource is not in the tenant", world =>
        {
            var (_, _, secret) = world.Workload();
            return world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)) with { ResourceId = "unknown" });
        }),
        (500014, "the resource is disabled", world =>
        {
            var (_, _, secret) = world.Workload();
            world.Administration.SetServicePrincipalEnabled(TenantWorld.Admin, world.Administration.FindServicePrincipal(WellKnown.Storage)!.Id, enabled: false);
            return world.SignIn(world.AsApplication("job", new Credential.ClientSecret(secret)) with { ResourceId = WellKnown.Storage });
        }),
        (53003, "a policy for workload identities blocks", world =>
        {
            world.Policy(new PolicyJson("w", "W") { ServicePrincipals = ["ServicePrincipalsInMyTenant"], Controls = ["block"] });
            return AsJob(world, secret => new Credential.ClientSecret(secret));
        }),
    ];

    private static SignInOutcome Changed(TenantWorld world, Func<TenantUser, TenantUser> change)
    {
        world.Change(change);
        return world.SignIn(world.Ropc());
    }

    private static SignInOutcome Under(TenantWorld world, PolicyJson policy, SignInAttempt attempt)
    {
        world.Policy(policy);
        return world.SignIn(attempt);
    }

    private static SignInOutcome Later(TenantWorld world, string session, TimeSpan later)
    {
        world.Time.Advance(later);
        return world.SignIn(world.Again(session));
    }

    private static SignInOutcome AfterRevocation(TenantWorld world, SignInFlow first, SignInFlow second)
    {
        var session = world.Session(first);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        world.Administration.RevokeSessions(TenantWorld.Admin, "user");
        return world.SignIn(world.Again(session, second));
    }

    private static SignInOutcome WithFrequency(TenantWorld world, int? hours, SignInFlow first, SignInFlow second)
    {
        var session = world.Session(first);
        world.Policy(TenantWorld.Everyone() with { SignInFrequencyHours = hours, SignInEveryTime = hours is null });
        world.Time.Advance(TimeSpan.FromHours(5));
        return world.SignIn(world.Again(session, second));
    }

    private static SignInOutcome Consent(TenantWorld world, bool interactive, bool admin, bool requests)
    {
        world.Settings(settings => settings with { AdminConsentRequests = requests });
        world.Seed(world.Administration.Find<TenantServicePrincipal>("sp-app")! with { Consented = TenantGroup.NoIds, NeedsAdminConsent = admin });
        return world.SignIn(interactive ? world.Browser() : world.Ropc());
    }

    private static SignInOutcome AsJob(TenantWorld world, Func<string, Credential> credential, TimeSpan after = default)
    {
        var (_, _, secret) = world.Workload();
        world.Time.Advance(after);
        return world.SignIn(world.AsApplication("job", credential(secret)));
    }

    private static SignInOutcome AsFederated(TenantWorld world, Credential credential)
    {
        var (application, _, _) = world.Workload();
        world.Seed(application with { FederatedCredentials = [new FederatedCredential("f", "f", "https://issuer", "repo:a", "api")] });
        return world.SignIn(world.AsApplication("job", credential));
    }

    private static Credential.Certificate Certificate(TenantWorld world) => new("AB12", world.Time.GetUtcNow().AddMinutes(-1), world.Time.GetUtcNow().AddMinutes(9));
}
