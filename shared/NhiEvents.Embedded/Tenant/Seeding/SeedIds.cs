using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Ids and secrets of a generated tenant that scenarios need; all follow from the seed, so they are the same after reopening.</summary>
public sealed class SeedIds(Chance chance)
{
    /// <summary>"Require MFA for everyone": report-only at first; a scenario switches it on.</summary>
    public string MfaForEveryone => chance.Id("policy|mfa-everyone");

    /// <summary>"Block legacy authentication": report-only at first.</summary>
    public string BlockLegacy => chance.Id("policy|block-legacy");

    /// <summary>"Block service principals outside our networks": report-only at first.</summary>
    public string BlockWorkloads => chance.Id("policy|block-workloads");

    /// <summary>Excluded from <see cref="MfaForEveryone"/>; lies in the restricted unit.</summary>
    public string MfaExclusionGroup => chance.Id("group|exclude-mfa");

    /// <summary>The restricted management administrative unit that holds exclusion groups.</summary>
    public string RestrictedUnit => chance.Id("unit|exclusions");

    public string BreakGlassGroup => chance.Id("group|break-glass");

    public string OfficeLocation => chance.Id("location|office");

    public string DataCentreLocation => chance.Id("location|data-centre");

    /// <summary>First password of a generated user.</summary>
    public string PasswordOf(string userId) => chance.SecretText("password|" + userId)[..18];

    /// <summary>Secret of a generated credential.</summary>
    public string SecretOf(string keyId) => chance.SecretText(keyId);

    /// <summary>Thumbprint of a generated certificate.</summary>
    public string ThumbprintOf(string keyId) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(chance.SecretText(keyId))))[..40];

    internal string User(int n) => chance.Id($"user|{n}");
}
