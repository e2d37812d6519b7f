using System.Collections.Immutable;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Applications with their service principals and credentials, and managed identities.</summary>
internal sealed class WorkloadSeed(Chance chance, SeedIds ids, DateTimeOffset now, string tenantId)
{
    private readonly Names _names = new(new Chance(chance.Seed + 1));

    public IEnumerable<TenantObject> Applications(int count, IReadOnlyList<TenantUser> persons)
    {
        for (var i = 0; i < count; i++)
        {
            var vendor = i % 5 == 4;
            var application = Application(i, vendor, persons);
            yield return application;
            yield return new TenantServicePrincipal
            {
                Id = chance.Id($"service-principal|{i}"),
                AppId = application.AppId,
                DisplayName = application.DisplayName,
                OwnerTenantId = vendor ? chance.Id($"vendor|{i % 7}") : tenantId,
                MultiTenant = application.MultiTenant,
                Owners = application.Owners,
                Consented = TenantGroup.NoIds.Union([WellKnown.Graph, WellKnown.Exchange, WellKnown.SharePoint, WellKnown.AzureManagement]),
                AppRoles = TenantGroup.NoIds.Union(chance.Share($"roles|{i}") < 0.1 ? ["Directory.ReadWrite.All"] : ["User.Read.All"]),
                ContinuousEvaluation = chance.Share($"cae|{i}") < 0.15,
            };
            if (!vendor && chance.Share($"arm|{i}") < 0.4)
            {
                yield return Contributor(chance.Id($"service-principal|{i}"));
            }
        }
    }

    public IEnumerable<TenantObject> ManagedIdentities(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = _names.Job($"managed|{i}");
            var id = chance.Id($"managed|{i}");
            var group = $"{PeopleSeed.Subscription(chance, id)}/resourceGroups/rg-{chance.Below(40, id + "rg")}";
            yield return new TenantServicePrincipal
            {
                Id = id,
                AppId = chance.Id($"managed-app|{i}"),
                DisplayName = "id-" + name,
                OwnerTenantId = tenantId,
                ManagedIdentity = true,
                AzureResourceId = $"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-{name}",
            };
            yield return Contributor(id);
        }
    }

    private TenantApplication Application(int i, bool vendor, IReadOnlyList<TenantUser> persons)
    {
        var id = chance.Id($"application|{i}");
        var kind = chance.Share(id + "kind");
        return new TenantApplication
        {
            Id = id,
            AppId = chance.Id($"app|{i}"),
            DisplayName = vendor ? $"{_names.Job(id)} (vendor)" : _names.Job(id),
            CreatedAt = now - TimeSpan.FromDays(30 + chance.Below(2000, id + "age")),
            MultiTenant = vendor || chance.Share(id + "multi") < 0.05,
            Foreign = vendor,
            Credentials = kind < 0.85 ? Credentials(id, kind < 0.6 ? AppCredentialKind.Password : AppCredentialKind.Certificate) : [],
            FederatedCredentials = kind >= 0.85 ? [Federation(id)] : [],
            Owners = vendor || persons.Count == 0 || chance.Share(id + "owner") < 0.25 ? TenantGroup.NoIds : TenantGroup.NoIds.Add(chance.Pick(persons, id + "who").Id),
        };
    }

    /// <summary>Always one that works; often older ones that nobody removed.</summary>
    private ImmutableArray<AppCredential> Credentials(string application, AppCredentialKind kind)
    {
        var all = ImmutableArray.CreateBuilder<AppCredential>();
        for (var n = chance.Below(3, application + "old"); n > 0; n--)
        {
            all.Add(Credential(application, kind, n, now - TimeSpan.FromDays(400 + (n * 300)), TimeSpan.FromDays(365)));
        }

        all.Add(Credential(application, kind, 0, now - TimeSpan.FromDays(chance.Below(700, application + "since")), TimeSpan.FromDays(730)));
        return all.ToImmutable();
    }

    private AppCredential Credential(string application, AppCredentialKind kind, int n, DateTimeOffset startsAt, TimeSpan life)
    {
        var keyId = chance.Id($"key|{application}|{n}");
        var secret = ids.SecretOf(keyId);
        return kind is AppCredentialKind.Password
            ? new AppCredential(keyId, kind, n == 0 ? "current" : "old", SecretHash.Of(secret), secret[..3], startsAt, startsAt + life, startsAt)
            : new AppCredential(keyId, kind, "CN=" + application[..8], ids.ThumbprintOf(keyId), null, startsAt, startsAt + life, startsAt);
    }

    private FederatedCredential Federation(string application) => new(
        chance.Id("federation|" + application),
        "github-main",
        "https://token.actions.githubusercontent.com",
        $"repo:contoso/{application[..8]}:ref:refs/heads/main",
        "api://AzureADTokenExchange");

    private RoleAssignment Contributor(string principal)
    {
        var scope = $"{PeopleSeed.Subscription(chance, principal)}/resourceGroups/rg-{chance.Below(40, principal + "rg")}";
        return new RoleAssignment { Id = chance.Id($"contributor|{principal}"), RoleId = PeopleSeed.Contributor, PrincipalId = principal, Scope = scope };
    }
}
