using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Makes persons of the tenant's users: what they use, where, and when.</summary>
internal sealed class People(SimulatedTenant tenant, SeedIds ids, Chance chance)
{
    private const int Offices = 12;
    private const string BrowserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
    private const string OfficeAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; WebView/3.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";

    /// <summary>The library below the command line sends this, whoever uses it.</summary>
    private const string CommandLineAgent = "python-requests/2.32.3";

    private static readonly Dictionary<string, int> HoursAhead = new(StringComparer.Ordinal) { ["IE"] = 0, ["PT"] = 0, ["NL"] = 1, ["DE"] = 1, ["FR"] = 1, ["FI"] = 2 };

    private readonly Places _places = new(chance);
    private readonly AzureScopes _azure = new(tenant);

    /// <summary>Everybody who comes to work; break-glass accounts stay in their envelope.</summary>
    public IEnumerable<(TenantUser User, Person Person)> All() =>
        from user in tenant.Administration.All<TenantUser>()
        where IsPerson(user) && user.Enabled
        select (user, new Person(tenant, PlanOf(user), new Chance(chance.Seed ^ BitConverter.ToInt64(Guid.Parse(user.Id).ToByteArray()))));

    public static bool IsPerson(TenantUser user) => user.Kind is UserKind.Person or UserKind.Administrator or UserKind.GuestPerson;

    private PersonPlan PlanOf(TenantUser user)
    {
        var place = chance.Share(user.Id + "remote") < 0.3 ? _places.Home(user.Id) : Places.Office(chance.Below(Offices, user.Id + "office"));
        var apps = Apps(user, place).ToList();
        return new PersonPlan(
            apps,
            [.. apps.Select(app => app.ClientId is WellKnown.AzureCli ? CommandLineAgent : OfficeAgent)],
            TimeSpan.FromHours(HoursAhead.GetValueOrDefault(place.Country ?? "")),
            TimeSpan.FromMinutes(450 + chance.Below(120, user.Id + "arrives")),
            chance.Share(user.Id + "weekends") < 0.04)
        {
            Changes = apps.ConvertAll(app => _azure.ResourceOf(user.Id, app)),
        };
    }

    private IEnumerable<SignInAttempt> Apps(TenantUser user, Place place)
    {
        Credential credential = user.IsGuest ? new Credential.HomeTenant(chance.Share(user.Id + "home-mfa") < 0.6)
            : user.Methods.Contains("fido2") ? new Credential.Passwordless("fido2")
            : new Credential.Password(ids.PasswordOf(user.Id));
        var device = DeviceOf(user);
        var teams = new SignInAttempt
        {
            ClientId = WellKnown.Teams, ResourceId = WellKnown.Graph, Flow = SignInFlow.Native, Credential = credential, Place = place,
            UserPrincipalName = user.UserPrincipalName, Device = device, UserAgent = OfficeAgent,
        };
        yield return teams;
        if (user.IsGuest)
        {
            yield break;
        }

        yield return teams with { ClientId = WellKnown.Outlook, ResourceId = WellKnown.Exchange };
        if (chance.Share(user.Id + "portal") < 0.4)
        {
            yield return teams with { ClientId = WellKnown.OfficeHome, ResourceId = WellKnown.SharePoint, Flow = SignInFlow.Browser, UserAgent = BrowserAgent };
        }

        if (user.Department == "IT")
        {
            yield return teams with { ClientId = WellKnown.AzureCli, ResourceId = WellKnown.AzureManagement, UserAgent = BrowserAgent, Device = device with { Browser = "Edge 131.0.0" } };
        }
    }

    private Device DeviceOf(TenantUser user) => new(
        user.IsGuest ? null : chance.Id("device|" + user.Id), "windows", "Windows11", "Rich Client 4.61.3")
    {
        DisplayName = "LAPTOP-" + chance.Id("device|" + user.Id)[..6].ToUpperInvariant(),
        Compliant = !user.IsGuest,
    };
}
