using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>What only sign-ins of service principals and managed identities have. The key that was used is named; nothing else shows it.</summary>
internal sealed class WorkloadProperties(string tenantId)
{
    private readonly PolicyEntries _entries = new();

    public void Write(Utf8JsonWriter json, SignInCase given)
    {
        var managed = given.Attempt.Flow is SignInFlow.ManagedIdentity;
        json.WriteString("appId", given.Attempt.ClientId);
        if (given.Client is { } client)
        {
            json.WriteString("servicePrincipalId", client.Id);
            json.WriteString("servicePrincipalName", client.DisplayName);
            json.WriteString("appOwnerTenantId", client.OwnerTenantId);
        }

        json.WriteNull("userId");
        json.WriteString("servicePrincipalCredentialKeyId", given.UsedCredential?.KeyId ?? "");
        json.WriteString("servicePrincipalCredentialThumbprint", given.UsedCredential is { Kind: AppCredentialKind.Certificate } used ? used.Proof : "");
        json.WriteString("federatedCredentialId", given.UsedFederation?.Id ?? "");
        json.WriteString("clientCredentialType", UserProperties.ClientCredentialType(given.Attempt.Credential));
        if (!managed)
        {
            json.WriteString("homeTenantId", tenantId);
            json.WriteString("resourceTenantId", tenantId);
        }

        json.WriteString("conditionalAccessStatus", UserProperties.StatusOf(given.Policies));
        json.WriteStartArray("appliedConditionalAccessPolicies");
        _entries.Write(json, given.Policies);
        json.WriteEndArray();
        json.WriteStartArray("authenticationProcessingDetails");
        json.Pair("Azure AD App Authentication Library", "Family: MSAL Library: MSAL.NET 4.70.0 Platform: NET 8.0");
        json.WriteEndArray();
    }
}
