using NhiEvents.Contracts.Messages;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>The objects of an export as a tenant keeps them.</summary>
internal sealed class ExportSeed(TenantExport export, Chance chance, SeedIds ids, DateTimeOffset now, string tenantId)
{
    private const int Partners = 12;

    /// <summary>Of what the export does not date.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(400);

    private static readonly TimeSpan DisabledSince = TimeSpan.FromDays(30);

    private static readonly TimeSpan CredentialLife = TimeSpan.FromDays(730);

    public IEnumerable<TenantUser> Users()
    {
        foreach (var facts in export.Users)
        {
            var (id, kind, isGuest) = (facts.Id!, TenantExport.KindOf(facts), TenantExport.IsGuest(facts));
            yield return new TenantUser
            {
                Id = id,
                UserPrincipalName = facts.UserPrincipalName!,
                DisplayName = facts.DisplayName ?? facts.UserPrincipalName!,
                Kind = kind,
                CreatedAt = facts.CreatedAt ?? now - Age,
                DisabledAt = facts.AccountEnabled is false ? now - DisabledSince : null,
                HomeTenantId = isGuest ? chance.Id($"partner|{chance.Below(Partners, id + "partner")}") : null,
                Synced = facts.OnPremises is true,
                UsageLocation = "IE",
                PasswordHash = isGuest ? null : SecretHash.Of(ids.PasswordOf(id)),
                PasswordChangedAt = now - TimeSpan.FromDays(chance.Below(59, id + "password")),
                SessionsValidFrom = now - Age,
                Methods = kind is UserKind.Person ? PeopleSeed.MethodsOf(chance, id) : [],
            };
        }
    }

    /// <summary>Service principals with their applications. A vendor's has a secret here too, as otherwise it could not sign in.</summary>
    public IEnumerable<TenantObject> Workloads()
    {
        var applications = export.Directory.Applications.ToDictionary(facts => facts.AppId!, StringComparer.OrdinalIgnoreCase);
        foreach (var facts in export.Principals)
        {
            var appId = facts.AppId!;
            var isManaged = facts.ServicePrincipalType == "ManagedIdentity";
            var own = applications.GetValueOrDefault(appId);
            yield return new TenantServicePrincipal
            {
                Id = facts.Id!,
                AppId = appId,
                DisplayName = facts.DisplayName ?? appId,
                OwnerTenantId = TenantExport.IsFirstParty(facts) ? WellKnown.MicrosoftTenant : isManaged || own is not null ? tenantId : facts.AppOwnerTenantId ?? tenantId,
                DisabledAt = facts.AccountEnabled is false ? now - DisabledSince : null,
                ManagedIdentity = isManaged,
                AzureResourceId = isManaged ? $"{PeopleSeed.Subscription(chance, facts.Id!)}/resourceGroups/rg-exported/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{appId}" : null,
                Consented = TenantExport.IsFirstParty(facts) ? null : TenantGroup.NoIds.Union([WellKnown.Graph, WellKnown.Exchange, WellKnown.SharePoint, WellKnown.AzureManagement]),
                MultiTenant = own is null && !isManaged,
            };
            if (!isManaged && !TenantExport.IsFirstParty(facts))
            {
                yield return own is null ? Foreign(facts) : Own(own);
            }
        }
    }

    /// <summary>A rule that this build cannot read leaves a group with the members that the export names.</summary>
    public IEnumerable<TenantObject> Groups() =>
        from facts in export.Directory.GroupObjects.DistinctBy(facts => facts.Id)
        let rule = facts.Rule is { } text && IsRule(text) ? text : null
        select new TenantGroup { Id = facts.Id, DisplayName = facts.DisplayName, Rule = rule, Members = rule is null ? TenantGroup.NoIds.Union(facts.Members) : TenantGroup.NoIds };

    /// <exception cref="InvalidDataException">A policy cannot be read.</exception>
    public IEnumerable<TenantObject> Policies()
    {
        foreach (var location in export.Directory.Locations.Select(LocationJson.Read).OfType<NamedLocation>())
        {
            yield return location;
        }

        foreach (var policy in export.Directory.Policies)
        {
            yield return Policy(policy.GetProperty("id").GetString()!, policy.GetRawText());
        }
    }

    private static PolicyDocument Policy(string id, string json)
    {
        try
        {
            _ = PolicyCompiler.Compile(id, json);
            return new PolicyDocument { Id = id, Json = json };
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException(fault.Message, fault);
        }
    }

    private static bool IsRule(string text)
    {
        try
        {
            _ = RuleParser.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private TenantApplication Own(IdentityFacts facts) => new()
    {
        Id = facts.Id ?? chance.Id("application|" + facts.AppId),
        AppId = facts.AppId!,
        DisplayName = facts.DisplayName ?? facts.AppId!,
        CreatedAt = facts.CreatedAt ?? now - Age,
        Credentials = [.. facts.Credentials.Select(Credential).OrderBy(credential => credential.EndsAt).ThenBy(credential => credential.KeyId, StringComparer.Ordinal)],
    };

    private TenantApplication Foreign(IdentityFacts facts) => new()
    {
        Id = chance.Id("application|" + facts.AppId),
        AppId = facts.AppId!,
        DisplayName = facts.DisplayName ?? facts.AppId!,
        CreatedAt = now - Age,
        MultiTenant = true,
        Foreign = true,
        Credentials = [Credential(new CredentialFacts(chance.Id("key|" + facts.AppId), "secret"))],
    };

    private AppCredential Credential(CredentialFacts facts)
    {
        var endsAt = facts.EndsAt ?? now + CredentialLife;
        var startsAt = endsAt - CredentialLife < now ? endsAt - CredentialLife : now.AddDays(-1);
        return facts.Type == "secret"
            ? new AppCredential(facts.KeyId, AppCredentialKind.Password, facts.DisplayName, SecretHash.Of(ids.SecretOf(facts.KeyId)), ids.SecretOf(facts.KeyId)[..3], startsAt, endsAt, startsAt)
            : new AppCredential(facts.KeyId, AppCredentialKind.Certificate, facts.DisplayName, ids.ThumbprintOf(facts.KeyId), null, startsAt, endsAt, startsAt);
    }
}
