using Azure.Identity;
using NhiEvents.Azure.Graph;
using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Onboard.Tenant;

/// <summary>Finds out what a tenant has licences for and what whoever asks may read, by asking for one page of each.</summary>
internal static class TenantProbe
{
    /// <summary>The code with which Graph says that sign-in logs need a licence.</summary>
    private const string NoPremium = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";

    public static readonly IReadOnlyDictionary<ExportSource, string> Collections = new Dictionary<ExportSource, string>
    {
        [ExportSource.Users] = "kinds of user accounts, and names in findings",
        [ExportSource.ServicePrincipals] = "identities that do not sign in, and their owners",
        [ExportSource.Applications] = "credentials: when they end, and whose they are",
        [ExportSource.Activities] = "NHI406 unused: when an application was last used",
        [ExportSource.Policies] = "who is excluded from MFA; exceptions",
    };

    public static readonly IReadOnlyDictionary<EntraLog, (string Name, string Without, TenantLicence? Licence)> Logs = new Dictionary<EntraLog, (string, string, TenantLicence?)>
    {
        [EntraLog.InteractiveSignIns] = ("interactive sign-ins", "service accounts that sign in with a password", TenantLicence.P1),
        [EntraLog.NonInteractiveSignIns] = ("non-interactive sign-ins", "service accounts that work with refresh tokens", TenantLicence.P1),
        [EntraLog.ServicePrincipalSignIns] = ("service principals' sign-ins", "what applications fail with", TenantLicence.P1),
        [EntraLog.ManagedIdentitySignIns] = ("managed identities' sign-ins", "managed identities in use", TenantLicence.P1),
        [EntraLog.DirectoryAudits] = ("directory audits", "who changed policies, groups and credentials", null),
        [EntraLog.RiskDetections] = ("risk detections of users", "NHI305 credential-leaked for user accounts", TenantLicence.P2),
        [EntraLog.ServicePrincipalRiskDetections] = ("risk detections of service principals", "NHI305 credential-leaked for applications", TenantLicence.WorkloadId),
    };

    /// <returns>Licences first, then collections and logs.</returns>
    public static async Task<IReadOnlyList<TenantCheck>> RunAsync(TenantConnection tenant, CancellationToken ct)
    {
        var checks = new List<TenantCheck>(await LicencesAsync(tenant, ct));
        foreach (var (collection, without) in Collections)
        {
            checks.Add(await CollectionAsync(tenant, collection, without, ct));
        }

        foreach (var (log, (name, without, licence)) in Logs)
        {
            var check = await LogAsync(tenant, log, name, without, ct);
            checks.Add(check.Answer is TenantAnswer.NotRead && licence is not null && checks.Exists(one => one.Subject == licence.Name && one.Answer is TenantAnswer.NoLicence)
                ? check with { Answer = TenantAnswer.NoLicence, Text = $"needs {licence.Name}" }
                : check);
        }

        return checks;
    }

    private static async Task<IReadOnlyList<TenantCheck>> LicencesAsync(TenantConnection tenant, CancellationToken ct)
    {
        try
        {
            var plans = await tenant.Export.ReadServicePlansAsync(ct);
            return [.. TenantLicence.All.Select(licence => licence.Plans.Any(plans.Contains)
                ? new TenantCheck(licence.Name, TenantAnswer.Yes, "the tenant has it", licence.Without)
                : new TenantCheck(licence.Name, TenantAnswer.NoLicence, "the tenant does not have it", licence.Without))];
        }
        catch (EntraException e)
        {
            return [new TenantCheck("licences", TenantAnswer.NotRead, e.Message, "which features the tenant can use (docs/licences.md)")];
        }
    }

    private static async Task<TenantCheck> CollectionAsync(TenantConnection tenant, ExportSource collection, string without, CancellationToken ct)
    {
        try
        {
            await foreach (var _ in tenant.Export.ReadAsync(collection, ct))
            {
                break;
            }

            return new TenantCheck(collection.Name, TenantAnswer.Yes, "can be read", without);
        }
        catch (EntraException e)
        {
            return new TenantCheck(collection.Name, TenantAnswer.NotRead, e.Message, without);
        }
    }

    private static async Task<TenantCheck> LogAsync(TenantConnection tenant, EntraLog log, string name, string without, CancellationToken ct)
    {
        var now = tenant.Time.GetUtcNow();
        try
        {
            return await tenant.Logs.ReadAsync(new LogQuery(log, now - TimeSpan.FromMinutes(5), now), ct) is LogPage.Refused refused
                ? new TenantCheck(name, refused.Reason == NoPremium ? TenantAnswer.NoLicence : TenantAnswer.NotRead, Refusal(log, refused.Reason), without)
                : new TenantCheck(name, TenantAnswer.Yes, "can be read", without);
        }
        catch (Exception e) when (e is HttpRequestException or AuthenticationFailedException)
        {
            return new TenantCheck(name, TenantAnswer.NotRead, e.Message.ReplaceLineEndings(" "), without);
        }
    }

    /// <summary>What a refusal of a log means for who reads it.</summary>
    public static string Refusal(EntraLog log, string code) => code == NoPremium
        ? "Microsoft gives sign-in logs of tenants with P1 or P2 only"
        : $"refused ({code}); it needs {PermissionOf(log)}, and a delegated caller a role such as Reports Reader";

    private static string PermissionOf(EntraLog log) => log switch
    {
        EntraLog.RiskDetections => "IdentityRiskEvent.Read.All",
        EntraLog.ServicePrincipalRiskDetections => "IdentityRiskyServicePrincipal.Read.All",
        EntraLog.InteractiveSignIns or EntraLog.NonInteractiveSignIns or EntraLog.ServicePrincipalSignIns or EntraLog.ManagedIdentitySignIns or EntraLog.DirectoryAudits => "AuditLog.Read.All",
    };
}
