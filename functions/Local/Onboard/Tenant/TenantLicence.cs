namespace NhiEvents.Local.Onboard.Tenant;

/// <summary>A licence that features ask for.</summary>
/// <param name="Plans">Names of the service plans, any of which is it (Microsoft's service plan reference).</param>
/// <param name="Without">What is not possible without it.</param>
internal sealed record TenantLicence(string Name, IReadOnlyList<string> Plans, string Without)
{
    public static readonly TenantLicence P1 = new("Microsoft Entra ID P1", ["AAD_PREMIUM", "AAD_PREMIUM_P2"], "Conditional Access, so exceptions; sign-in logs in diagnostic settings and through Graph");

    public static readonly TenantLicence P2 = new("Microsoft Entra ID P2", ["AAD_PREMIUM_P2"], "risk events of users");

    public static readonly TenantLicence WorkloadId = new("Workload ID Premium", ["AAD_WRKLDID_P1", "AAD_WRKLDID_P2"], "policies on service principals, so their exceptions; risk events of service principals");

    public static readonly IReadOnlyList<TenantLicence> All = [P1, P2, WorkloadId];
}
