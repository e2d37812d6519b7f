using System.Text.Json;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>What only sign-ins of users have.</summary>
internal sealed class UserProperties(string tenantId)
{
    private readonly PolicyEntries _entries = new();

    public void Write(Utf8JsonWriter json, SignInCase given, SignInOutcome outcome)
    {
        var attempt = given.Attempt;
        Who(json, given);
        json.WriteString("appId", attempt.ClientId);
        json.WriteString("appDisplayName", given.Client?.DisplayName ?? "");
        json.WriteString("clientAppUsed", attempt.ClientAppUsed);
        json.WriteString("userAgent", attempt.UserAgent ?? "");
        Device(json, attempt.Device);
        json.WriteStartObject("mfaDetail");
        json.WriteEndObject();
        Policies(json, given);
        json.Empty("authenticationContextClassReferences");
        json.WriteString("originalRequestId", outcome.RecordId);
        json.WriteString("tokenIssuerName", "");
        Processing(json, given);
        Places(json, given);
        json.WriteString("clientCredentialType", ClientCredentialType(attempt.ClientCredential));
        json.Empty("riskEventTypes");
        json.Empty("riskEventTypes_v2");
        json.WriteString("resourceTenantId", tenantId);
        json.WriteString("homeTenantId", given.User?.HomeTenantId ?? tenantId);
        Steps(json, given, outcome);
        Requirements(json, given);
        json.Empty("sessionLifetimePolicies");
        json.WriteString("servicePrincipalId", "");
        json.WriteString("userType", given.User is { IsGuest: true } ? "Guest" : "Member");
        json.WriteStartObject("privateLinkDetails");
        json.WriteEndObject();
        json.WriteString("ssoExtensionVersion", "");
        json.WriteString("incomingTokenType", attempt.Flow is SignInFlow.Refresh ? "refreshToken" : "none");
        json.WriteString("authenticationProtocol", attempt.Protocol);
        json.WriteString("originalTransferMethod", attempt.Flow is SignInFlow.DeviceCode ? "deviceCodeFlow" : "none");
        json.WriteString("signInTokenProtectionStatus", "none");
    }

    /// <summary>A name that is nobody's has no object: Entra logs an id of zeros.</summary>
    private static void Who(Utf8JsonWriter json, SignInCase given)
    {
        var name = given.User?.UserPrincipalName ?? given.Attempt.UserPrincipalName ?? "";
        json.WriteString("userDisplayName", given.User?.DisplayName ?? name);
        json.WriteString("userPrincipalName", name);
        json.WriteString("userId", given.User?.Id ?? "00000000-0000-0000-0000-000000000000");
        json.WriteString("alternateSignInName", name);
        json.WriteString("signInIdentifier", name);
    }

    private static void Device(Utf8JsonWriter json, Device? device)
    {
        json.WriteStartObject("deviceDetail");
        json.WriteString("deviceId", device?.Id ?? "");
        if (device is not null)
        {
            json.WriteString("operatingSystem", device.OperatingSystem);
            json.WriteString("browser", device.Browser);
            if (device.Id is not null)
            {
                json.WriteString("displayName", device.DisplayName ?? "");
                json.WriteBoolean("isCompliant", device.Compliant);
                json.WriteBoolean("isManaged", device.Compliant || device.DomainJoined);
                json.WriteString("trustType", device.DomainJoined ? "Hybrid Azure AD joined" : "Azure AD joined");
            }
        }

        json.WriteEndObject();
    }

    private void Policies(Utf8JsonWriter json, SignInCase given)
    {
        json.WriteString("conditionalAccessStatus", StatusOf(given.Policies));
        json.WriteStartArray("appliedConditionalAccessPolicies");
        _entries.Write(json, given.Policies);
        json.WriteEndArray();
    }

    internal static string StatusOf(PolicyResult[] results) =>
        Array.Exists(results, result => result.Kind is PolicyResultKind.Failure) ? "failure"
        : Array.Exists(results, result => result.Kind is PolicyResultKind.Success) ? "success"
        : "notApplied";

    private static void Processing(Utf8JsonWriter json, SignInCase given)
    {
        json.WriteStartArray("authenticationProcessingDetails");
        json.Pair("Legacy TLS (TLS 1.0, 1.1, 3DES)", "False");
        json.Pair("Is CAE Token", given.Client is { ContinuousEvaluation: true } ? "True" : "False");
        json.WriteEndArray();
    }

    private static void Places(Utf8JsonWriter json, SignInCase given)
    {
        json.WriteStartArray("networkLocationDetails");
        foreach (var location in given.Place.Locations)
        {
            json.WriteStartObject();
            json.WriteString("networkType", location.Trusted ? "trustedNamedLocation" : "namedNetwork");
            json.WriteStartArray("networkNames");
            json.WriteStringValue(location.DisplayName);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Steps(Utf8JsonWriter json, SignInCase given, SignInOutcome outcome)
    {
        json.WriteStartArray("authenticationDetails");
        if (given.Attempt.Credential is Credential.Password)
        {
            Step(json, given.At, "Password", given.FirstFactor, FirstFactorResult(given), "Primary authentication");
        }
        else if (given.Attempt.Credential is Credential.Passwordless key)
        {
            Step(json, given.At, key.Method, given.FirstFactor, given.FirstFactor ? "Success" : "Failure", "Primary authentication");
        }
        else if (given.FirstFactor)
        {
            Step(json, given.At, "Previously satisfied", true, "First factor requirement satisfied by claim in the token", "Primary authentication");
        }

        if (given.RequiredBy.Count > 0)
        {
            MfaStep(json, given, outcome);
        }

        json.WriteEndArray();
    }

    private static void MfaStep(Utf8JsonWriter json, SignInCase given, SignInOutcome outcome)
    {
        const string Requirement = "Multi-factor authentication";
        if (given.Mfa)
        {
            Step(
                json,
                given.At,
                given.MfaByClaim ? "Previously satisfied" : "Mobile app notification",
                true,
                given.MfaByClaim ? "MFA requirement satisfied by claim in the token" : "MFA completed in Azure AD",
                Requirement);
        }
        else if (outcome.ErrorCode is Aadsts.MfaDenied)
        {
            Step(json, given.At, "Mobile app notification", false, "MFA denied; user declined the authentication", Requirement);
        }
        else
        {
            Step(json, given.At, null, false, "MFA required in Azure AD", "Primary authentication");
        }
    }

    private static string FirstFactorResult(SignInCase given) => given switch
    {
        { FirstFactor: true } => "Correct password",
        { Code: Aadsts.AccountLocked } => "Account is locked",
        _ => "Incorrect password",
    };

    private static void Step(Utf8JsonWriter json, DateTimeOffset at, string? method, bool succeeded, string result, string requirement)
    {
        json.WriteStartObject();
        json.Offset("authenticationStepDateTime", at);
        if (method is not null)
        {
            json.WriteString("authenticationMethod", method);
        }

        if (method == "Password")
        {
            json.WriteString("authenticationMethodDetail", "Password in the cloud");
        }

        json.WriteBoolean("succeeded", succeeded);
        json.WriteString("authenticationStepResultDetail", result);
        json.WriteString("authenticationStepRequirement", requirement);
        json.WriteEndObject();
    }

    private static void Requirements(Utf8JsonWriter json, SignInCase given)
    {
        json.WriteStartArray("authenticationRequirementPolicies");
        foreach (var provider in given.RequiredBy)
        {
            json.WriteStartObject();
            json.WriteString("requirementProvider", provider);
            json.WriteString("detail", DetailOf(provider));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("authenticationRequirement", given.RequiredBy.Count > 0 ? "multiFactorAuthentication" : "singleFactorAuthentication");
    }

    private static string DetailOf(string provider) => provider switch
    {
        "user" => "Per-user MFA",
        "securityDefaults" => "Security Defaults",
        "mfaRegistrationRequiredByIdentityProtectionPolicy" => "MFA registration policy",
        _ => "Conditional Access",
    };

    internal static string ClientCredentialType(Credential? credential) => credential switch
    {
        Credential.ClientSecret => "clientSecret",
        Credential.Certificate => "clientAssertion",
        Credential.Federated => "federatedIdentityCredential",
        Credential.ManagedIdentity => "managedIdentity",
        _ => "none",
    };
}
