using NhiEvents.Embedded.Simulation.Rotations;
using NhiEvents.Embedded.Simulation.Schedules;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Makes jobs of the tenant's non-human identities: what each runs, when, from where, and how it comes by its credential.</summary>
internal sealed class Workforce(SimulatedTenant tenant, SeedIds ids, Chance chance, CredentialStore store, TruthBook truths, RotationBook rotations, JobBook jobs)
{
    private const string PythonAgent = "python-requests/2.32.3";
    private const string RobotAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    private static readonly string[] LegacyClients = ["Authenticated SMTP", "IMAP4", "POP3"];

    private static readonly string[] Resources = [WellKnown.Graph, WellKnown.Graph, WellKnown.SharePoint, WellKnown.Exchange, WellKnown.AzureManagement];

    private readonly Places _places = new(chance);
    private readonly AzureScopes _azure = new(tenant);

    /// <summary>Puts all that is done on the agenda.</summary>
    /// <returns>How many do something.</returns>
    public int Begin(Agenda agenda, DateTimeOffset start)
    {
        var count = 0;
        foreach (var (job, plan) in All())
        {
            agenda.Add(job, plan.Schedule.Next(start));
            count++;
        }

        foreach (var (app, schedule) in WebApps())
        {
            agenda.Add(app, schedule.Next(start));
            count++;
        }

        return count;
    }

    /// <summary>Every job, with its plan. Nobody runs one as an identity that is disabled already.</summary>
    private IEnumerable<(Job Job, JobPlan Plan)> All()
    {
        foreach (var user in tenant.Administration.All<TenantUser>().Where(user => user.Enabled))
        {
            if (PlanOf(user) is { } plan)
            {
                store.Put(user.Id, ids.PasswordOf(user.Id));
                yield return Make(plan, user.Id, user.DisplayName, isUser: true);
            }
        }

        foreach (var principal in tenant.Administration.All<TenantServicePrincipal>().Where(principal => principal is { IsFirstParty: false, Enabled: true }))
        {
            if (PlanOf(principal) is { } plan)
            {
                yield return Make(plan, principal.Id, principal.DisplayName, isUser: false);
            }
        }
    }

    /// <summary>Every web app that proves itself in its users' sign-ins only.</summary>
    private IEnumerable<(WebApp App, Schedule Schedule)> WebApps()
    {
        var users = tenant.Administration.All<TenantUser>().Where(IsVisitor).ToList();
        foreach (var appId in rotations.OnlyForUsers)
        {
            var application = tenant.Administration.FindApplication(appId)!;
            var user = chance.Pick(users, application.Id + "visitor");
            var schedule = new Schedule.Every(TimeSpan.FromHours(3), ShiftOf(application.Id, TimeSpan.FromHours(3)));
            var reader = ReaderOf(application.Id, StoredSecret(appId));
            var visit = new SignInAttempt
            {
                ClientId = appId,
                ResourceId = WellKnown.Graph,
                Flow = SignInFlow.Browser,
                Credential = new Credential.Password(ids.PasswordOf(user.Id)),
                Place = Places.Office(chance.Below(12, user.Id + "office")),
                UserPrincipalName = user.UserPrincipalName,
                UserAgent = RobotAgent,
            };
            yield return (new WebApp(tenant, schedule, visit, now => new Credential.ClientSecret(reader.Read(now)), PresentedBy(appId)), schedule);
        }
    }

    /// <summary>Signs in with a password that does not end.</summary>
    internal static bool IsVisitor(TenantUser user) => user is { Kind: UserKind.Person, Enabled: true, PasswordHash: not null, PasswordLife: null, MustChangePassword: false };

    /// <summary>Where the jobs of an application read its secret.</summary>
    public static string StoredSecret(string appId) => "app|" + appId;

    /// <summary>Its jobs run in the company's own data centre.</summary>
    internal static bool IsInDataCentre(Chance chance, string userId) => chance.Share(userId + "cloud") >= 0.3;

    private (Job Job, JobPlan Plan) Make(JobPlan plan, string id, string name, bool isUser)
    {
        plan = plan with { IsStopped = due => jobs.IsStopped(id, name, due), Changes = _azure.ResourceOf(id, plan.Attempt) };
        jobs.Add(id, name, plan);
        return (new Job(tenant, plan, truths.PathOf(id, name, isUser, plan.Attempt.ClientId, plan.Attempt.ResourceId)), plan);
    }

    private JobPlan? PlanOf(TenantUser user)
    {
        var attempt = new SignInAttempt
        {
            ClientId = WellKnown.Office,
            ResourceId = chance.Pick(Resources, user.Id + "resource"),
            Flow = SignInFlow.Ropc,
            Credential = new Credential.None(),
            Place = !IsInDataCentre(chance, user.Id) ? _places.Cloud(user.Id) : Places.DataCentre(chance.Below(120, user.Id + "host")),
            UserPrincipalName = user.UserPrincipalName,
            UserAgent = PythonAgent,
        };
        var reader = ReaderOf(user.Id, user.Id);
        var plan = new JobPlan(ScheduleOf(user.Id), attempt, now => new Credential.Password(reader.Read(now)), RetriesOf(user.Id));
        var share = chance.Share(user.Id + "client");
        return user.Kind switch
        {
            UserKind.ServiceAccount or UserKind.OnPremisesServiceAccount => share switch
            {
                < 0.55 => plan,
                < 0.75 => plan with { Attempt = Legacy(attempt, chance.Pick(LegacyClients, user.Id + "legacy")) },
                _ => plan with { Attempt = attempt with { ClientId = WellKnown.AzureCli, ResourceId = WellKnown.AzureManagement }, KeepsSession = true },
            },
            UserKind.SharedMailbox => plan with { Attempt = Legacy(attempt, "IMAP4") },
            UserKind.ResourceAccount => plan with
            {
                Attempt = attempt with { ClientId = WellKnown.Teams, ResourceId = WellKnown.Exchange, UserAgent = "Microsoft-Teams-Rooms/5.2", Place = Places.Office(chance.Below(12, user.Id + "office")) },
            },
            UserKind.Robot => plan with { Attempt = attempt with { ClientId = WellKnown.OfficeHome, ResourceId = WellKnown.SharePoint, Flow = SignInFlow.Browser, UserAgent = RobotAgent } },
            UserKind.SyncAccount => plan with { Schedule = new Schedule.Every(TimeSpan.FromMinutes(30), ShiftOf(user.Id, TimeSpan.FromMinutes(30))), Attempt = attempt with { ResourceId = WellKnown.Graph } },
            UserKind.Person or UserKind.Administrator or UserKind.GuestPerson or UserKind.BreakGlass => null,

            // People use an enrolment account by hand, and a guest's automation runs in its own tenant: neither has a job of ours.
            UserKind.EnrolmentAccount or UserKind.GuestAutomation => null,
        };
    }

    private JobPlan? PlanOf(TenantServicePrincipal principal)
    {
        var attempt = new SignInAttempt
        {
            ClientId = principal.AppId,
            ResourceId = chance.Pick(Resources, principal.Id + "resource"),
            Flow = SignInFlow.ClientCredentials,
            Credential = new Credential.None(),
            Place = principal.OwnerTenantId != tenant.Options.TenantId ? _places.Vendor(principal.OwnerTenantId) : _places.Cloud(principal.Id),
        };
        var keepsToken = chance.Share(principal.Id + "keeps") < 0.8;
        var plan = new JobPlan(ScheduleOf(principal.Id), attempt, _ => new Credential.None(), RetriesOf(principal.Id)) { KeepsToken = keepsToken };
        if (principal.ManagedIdentity)
        {
            return plan with { Attempt = attempt with { Flow = SignInFlow.ManagedIdentity, ResourceId = WellKnown.KeyVault }, Credential = _ => new Credential.ManagedIdentity(), KeepsToken = true };
        }

        return tenant.Administration.FindApplication(principal.AppId) is { } application ? Authenticated(plan, application) : null;
    }

    private JobPlan? Authenticated(JobPlan plan, TenantApplication application)
    {
        if (rotations.IsOnlyForUsers(application.AppId))
        {
            return null;
        }

        if (application.FederatedCredentials is [var federation, ..])
        {
            return plan with { Credential = _ => new Credential.Federated(federation.Issuer, federation.Subject, federation.Audience) };
        }

        if (application.Credentials is not [.., var current])
        {
            return null;
        }

        if (current.Kind is AppCredentialKind.Certificate)
        {
            return plan with { Credential = now => new Credential.Certificate(current.Proof, now.AddMinutes(-1), now.AddMinutes(9)) };
        }

        store.Put(StoredSecret(application.AppId), ids.SecretOf(current.KeyId));
        var reader = ReaderOf(application.Id, StoredSecret(application.AppId));
        return plan with { Credential = now => new Credential.ClientSecret(reader.Read(now)), Presented = PresentedBy(application.AppId) };
    }

    private Action<Credential, SignInOutcome, DateTimeOffset> PresentedBy(string appId) => (credential, outcome, now) =>
    {
        if (credential is Credential.ClientSecret secret)
        {
            rotations.Presented(appId, secret.Text, outcome, now);
        }
    };

    private static SignInAttempt Legacy(SignInAttempt attempt, string client) =>
        attempt with { ClientId = WellKnown.Exchange, ResourceId = WellKnown.Exchange, Flow = SignInFlow.Legacy, LegacyClient = client, UserAgent = null };

    private CredentialReader ReaderOf(string identity, string name)
    {
        var source = chance.Share(identity + "source") switch
        {
            < 0.45 => CredentialSource.VaultReference,
            < 0.8 => CredentialSource.File,
            _ => CredentialSource.Environment,
        };
        return new CredentialReader(store, name, source, ShiftOf(identity, TimeSpan.FromDays(1)));
    }

    private Schedule ScheduleOf(string id)
    {
        var at = ShiftOf(id, TimeSpan.FromDays(1));
        return chance.Share(id + "schedule") switch
        {
            < 0.10 => new Schedule.Every(TimeSpan.FromMinutes(5), ShiftOf(id, TimeSpan.FromMinutes(5))),
            < 0.45 => new Schedule.Every(TimeSpan.FromHours(1), ShiftOf(id, TimeSpan.FromHours(1))),
            < 0.60 => new Schedule.Every(TimeSpan.FromHours(4), ShiftOf(id, TimeSpan.FromHours(4))),
            < 0.80 => new Schedule.Daily(at / 6), // at night
            < 0.88 => new Schedule.Daily(at, WorkingDays: true),
            < 0.94 => new Schedule.Burst(new Schedule.Daily(at / 2), 12, TimeSpan.FromMinutes(4)),
            < 0.97 => new Schedule.PeriodEnd(1, at),
            _ => new Schedule.PeriodEnd(3, at),
        };
    }

    private Retries RetriesOf(string id) => chance.Share(id + "retries") switch
    {
        < 0.2 => Retries.None,
        < 0.4 => Retries.Once,
        < 0.9 => Retries.Growing,
        _ => Retries.Stubborn,
    };

    /// <summary>Whole seconds, below the limit.</summary>
    private TimeSpan ShiftOf(string id, TimeSpan limit) => TimeSpan.FromSeconds(chance.Below((int)limit.TotalSeconds, id + "shift"));
}
