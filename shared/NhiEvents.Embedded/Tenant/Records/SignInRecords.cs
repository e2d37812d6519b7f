using System.Globalization;
using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>Writes sign-ins as Entra's diagnostic records: the envelope, and what all four kinds have in common.</summary>
internal sealed class SignInRecords(string tenantId, Chance chance)
{
    private const ulong Correlation = 0xC0221;
    private const ulong Processing = 0x9206C;

    private readonly string _resourceId = $"/tenants/{tenantId}/providers/Microsoft.aadiam";
    private readonly UserProperties _users = new(tenantId);
    private readonly WorkloadProperties _workloads = new(tenantId);

    /// <summary>The log that a sign-in is written to.</summary>
    public static string CategoryOf(SignInAttempt attempt) => attempt.Flow switch
    {
        SignInFlow.ClientCredentials => "ServicePrincipalSignInLogs",
        SignInFlow.ManagedIdentity => "ManagedIdentitySignInLogs",
        SignInFlow.Refresh or SignInFlow.Silent or SignInFlow.RedeemCode or SignInFlow.OnBehalfOf => "NonInteractiveUserSignInLogs",
        SignInFlow.Browser or SignInFlow.Native or SignInFlow.DeviceCode or SignInFlow.Ropc or SignInFlow.Legacy => "SignInLogs",
    };

    public void Write(Utf8JsonWriter json, (SignInCase Case, SignInOutcome Outcome) from)
    {
        var (given, outcome) = from;
        var attempt = given.Attempt;
        var managed = attempt.Flow is SignInFlow.ManagedIdentity;
        var correlation = chance.Id(Correlation, given.Number);
        json.WriteStartObject();
        json.Zulu("time", given.At);
        json.WriteString("resourceId", _resourceId);
        json.WriteString("operationName", "Sign-in activity");
        json.WriteString("operationVersion", "1.0");
        json.WriteString("category", CategoryOf(attempt));
        json.WriteString("tenantId", tenantId);
        json.WriteString("resultType", Digits(outcome.ErrorCode));
        json.WriteString("resultSignature", "None");
        if (outcome.FailureReason is { } reason)
        {
            json.WriteString("resultDescription", reason);
        }

        json.WriteNumber("durationMs", 0);
        if (!managed)
        {
            json.WriteString("callerIpAddress", attempt.Place.Address);
        }

        json.WriteString("correlationId", correlation);
        if (given.User is { } user)
        {
            json.WriteString("identity", user.DisplayName);
        }

        json.WriteNumber("Level", 4);
        if (!managed && attempt.Place.Country is { } country)
        {
            json.WriteString("location", country);
        }

        json.WriteStartObject("properties");
        json.WriteString("id", outcome.RecordId);
        json.Offset("createdDateTime", given.At);
        json.WriteString("correlationId", correlation);
        if (attempt.IsApplication)
        {
            _workloads.Write(json, given);
        }
        else
        {
            _users.Write(json, given, outcome);
        }

        Shared(json, given, outcome);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Shared(Utf8JsonWriter json, SignInCase given, SignInOutcome outcome)
    {
        var attempt = given.Attempt;
        json.WriteString("ipAddress", attempt.Flow is SignInFlow.ManagedIdentity ? "" : attempt.Place.Address);
        json.WriteStartObject("status");
        json.WriteNumber("errorCode", outcome.ErrorCode);
        if (outcome.FailureReason is { } reason && !attempt.IsApplication)
        {
            json.WriteString("failureReason", reason);
        }

        if (AdditionalDetails(given, outcome) is { } details)
        {
            json.WriteString("additionalDetails", details);
        }

        json.WriteEndObject();
        Location(json, attempt);
        if (attempt.Flow is not SignInFlow.ManagedIdentity)
        {
            json.WriteNumber("autonomousSystemNumber", attempt.Place.AutonomousSystem);
        }

        json.WriteBoolean("isInteractive", CategoryOf(attempt) == "SignInLogs");
        json.WriteString("tokenIssuerType", "AzureAD");
        json.WriteNumber("processingTimeInMilliseconds", 40 + (int)(chance.Share(Processing, given.Number) * 400));
        json.WriteString("riskDetail", "none");
        json.WriteString("riskLevelAggregated", "none");
        json.WriteString("riskLevelDuringSignIn", RiskName(attempt.Risk));
        json.WriteString("riskState", attempt.Risk is RiskLevel.None ? "none" : "atRisk");
        json.WriteString("resourceDisplayName", given.Resource?.DisplayName ?? "");
        json.WriteString("resourceId", attempt.ResourceId);
        if (given.Resource is { } resource)
        {
            json.WriteString("resourceServicePrincipalId", resource.Id);
        }

        json.WriteBoolean("flaggedForReview", false);
        json.WriteBoolean("isTenantRestricted", false);
        json.WriteString("crossTenantAccessType", given.User is { IsGuest: true } ? "b2bCollaboration" : "none");
        json.WriteString("uniqueTokenIdentifier", outcome.RecordId.Replace("-", "", StringComparison.Ordinal));
    }

    private static string? AdditionalDetails(SignInCase given, SignInOutcome outcome) =>
        outcome.ErrorCode is Aadsts.MfaRequired or Aadsts.MfaInterrupt or Aadsts.RegistrationRequired or Aadsts.RegistrationInterrupt ? "MFA required in Azure AD"
        : outcome.ErrorCode is Aadsts.MfaDenied ? "MFA denied; user declined the authentication"
        : outcome.MfaSatisfied && given.RequiredBy.Count > 0 ? (given.MfaByClaim ? "MFA requirement satisfied by claim in the token" : "MFA completed in Azure AD")
        : null;

    private static void Location(Utf8JsonWriter json, SignInAttempt attempt)
    {
        var place = attempt.Flow is SignInFlow.ManagedIdentity ? null : attempt.Place;
        json.WriteStartObject("location");
        json.WriteString("city", place?.City ?? "");
        json.WriteString("state", place?.State ?? "");
        json.WriteString("countryOrRegion", place?.Country ?? "");
        json.WriteStartObject("geoCoordinates");
        json.WriteNumber("latitude", place?.Latitude ?? 0);
        json.WriteNumber("longitude", place?.Longitude ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string RiskName(RiskLevel risk) => risk switch
    {
        RiskLevel.None => "none",
        RiskLevel.Low => "low",
        RiskLevel.Medium => "medium",
        RiskLevel.High => "high",
    };

    private static string Digits(int code) => code == 0 ? "0" : code.ToString(CultureInfo.InvariantCulture);
}
