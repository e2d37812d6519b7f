using System.Globalization;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Records;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Changes;

/// <summary>Changes of an application's secrets and certificates. New ones take a moment until every part of Entra knows them.</summary>
internal static class CredentialChanges
{
    private const ulong Slow = 0x510;
    private const ulong Usual = 0x5EC;

    /// <returns>The stored credential, and the secret's text, which nobody can read again.</returns>
    public static (AppCredential Stored, string Secret) AddPassword(TenantAccess tenant, Actor by, TenantApplication application, string? displayName, DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        var number = tenant.Objects.NextNumber();
        var keyId = tenant.Chance.Id($"key|{application.Id}|{number}");
        var secret = tenant.Chance.SecretText(keyId);
        var stored = new AppCredential(keyId, AppCredentialKind.Password, displayName, SecretHash.Of(secret), secret[..3], startsAt, endsAt, tenant.Now + Propagation(tenant, number));
        Save(tenant, by, application, application with { Credentials = application.Credentials.Add(stored) });
        return (stored, secret);
    }

    public static AppCredential AddCertificate(TenantAccess tenant, Actor by, TenantApplication application, string? displayName, string thumbprint, DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        var number = tenant.Objects.NextNumber();
        var keyId = tenant.Chance.Id($"key|{application.Id}|{number}");
        var stored = new AppCredential(keyId, AppCredentialKind.Certificate, displayName, thumbprint, null, startsAt, endsAt, tenant.Now + Propagation(tenant, number));
        Save(tenant, by, application, application with { Credentials = application.Credentials.Add(stored) });
        return stored;
    }

    /// <returns>False: there is no such key.</returns>
    public static bool Remove(TenantAccess tenant, Actor by, TenantApplication application, string keyId)
    {
        var left = application.Credentials.RemoveAll(credential => string.Equals(credential.KeyId, keyId, StringComparison.OrdinalIgnoreCase));
        if (left.Length == application.Credentials.Length)
        {
            return false;
        }

        Save(tenant, by, application, application with { Credentials = left });
        return true;
    }

    private static TimeSpan Propagation(TenantAccess tenant, long number)
    {
        var timings = tenant.Options.Timings;
        var range = tenant.Chance.Share(Slow, number) < timings.SlowCredentials ? timings.SlowCredentialPropagation : timings.CredentialPropagation;
        return range.Pick(tenant.Chance.Share(Usual, number));
    }

    /// <summary>The operation's name has an en dash and a trailing blank in Entra; keep both.</summary>
    private static void Save(TenantAccess tenant, Actor by, TenantApplication before, TenantApplication after)
    {
        tenant.Objects.Put(after);
        AuditProperty[] changes = [new("KeyDescription", Describe(before), Describe(after)), new("Included Updated Properties", null, "\"KeyDescription\"")];
        tenant.Audit(new AuditChange(
            "Update application \u2013 Certificates and secrets management ",
            "ApplicationManagement",
            "Update",
            by,
            [new AuditTarget(after.Id, "Application", after.DisplayName, changes)]) { AppId = after.AppId });
    }

    private static string Describe(TenantApplication application) => $"[{string.Join(',', application.Credentials.Select(Describe))}]";

    private static string Describe(AppCredential key) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"[KeyIdentifier={key.KeyId},KeyType={(key.Kind is AppCredentialKind.Password ? "Password" : "AsymmetricX509Cert")},KeyUsage=Verify,DisplayName={key.DisplayName}]\"");
}
