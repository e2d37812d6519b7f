using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Reads the event itself: the member <c>properties</c>, whose members are those of a Graph <c>signIn</c>.</summary>
internal static class PropertiesReading
{
    /// <summary>Microsoft's own text, not a client's; long enough to tell the two meanings of 50053 apart.</summary>
    private const int MaxReasonBytes = 512;

    private static readonly FieldNames<Field> Names = new(
        ("id", Field.Id), ("createdDateTime", Field.CreatedDateTime), ("tenantId", Field.TenantId), ("userId", Field.UserId),
        ("userDisplayName", Field.UserDisplayName), ("userPrincipalName", Field.UserPrincipalName), ("servicePrincipalId", Field.ServicePrincipalId),
        ("servicePrincipalName", Field.ServicePrincipalName), ("appId", Field.AppId), ("appDisplayName", Field.AppDisplayName),
        ("resourceId", Field.ResourceId), ("resourceServicePrincipalId", Field.ResourceServicePrincipalId), ("resourceDisplayName", Field.ResourceDisplayName),
        ("status", Field.Status), ("ipAddress", Field.IpAddress), ("autonomousSystemNumber", Field.AutonomousSystemNumber), ("location", Field.Location),
        ("userAgent", Field.UserAgent), ("clientAppUsed", Field.ClientAppUsed), ("authenticationProtocol", Field.AuthenticationProtocol),
        ("authenticationRequirement", Field.AuthenticationRequirement), ("incomingTokenType", Field.IncomingTokenType),
        ("clientCredentialType", Field.ClientCredentialType), ("servicePrincipalCredentialKeyId", Field.CredentialKeyId),
        ("servicePrincipalCredentialThumbprint", Field.CredentialThumbprint), ("federatedCredentialId", Field.FederatedCredentialId),
        ("appOwnerTenantId", Field.AppOwnerTenantId), ("correlationId", Field.CorrelationId), ("conditionalAccessStatus", Field.ConditionalAccessStatus),
        ("originalTransferMethod", Field.TransferMethod), ("authenticationDetails", Field.AuthenticationDetails),
        ("authenticationRequirementPolicies", Field.RequirementPolicies), ("appliedConditionalAccessPolicies", Field.AppliedPolicies),
        ("conditionalAccessPolicies", Field.AppliedPolicies));

    private enum Field
    {
        None,
        Id,
        CreatedDateTime,
        TenantId,
        UserId,
        UserDisplayName,
        UserPrincipalName,
        ServicePrincipalId,
        ServicePrincipalName,
        AppId,
        AppDisplayName,
        ResourceId,
        ResourceServicePrincipalId,
        ResourceDisplayName,
        Status,
        IpAddress,
        AutonomousSystemNumber,
        Location,
        UserAgent,
        ClientAppUsed,
        AuthenticationProtocol,
        AuthenticationRequirement,
        IncomingTokenType,
        ClientCredentialType,
        CredentialKeyId,
        CredentialThumbprint,
        FederatedCredentialId,
        AppOwnerTenantId,
        CorrelationId,
        ConditionalAccessStatus,
        TransferMethod,
        AuthenticationDetails,
        RequirementPolicies,
        AppliedPolicies,
    }

    /// <summary>Reads all members of the object that the reader has entered.</summary>
    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = Names.Find(ref reader);
            reader.Read();
            switch (field)
            {
                case Field.None:
                    reader.Skip();
                    break;
                case Field.AutonomousSystemNumber:
                    fields.AutonomousSystemNumber = JsonText.ReadInt(ref reader);
                    break;
                case Field.Status:
                    ReadStatus(ref reader, ref fields);
                    break;
                case Field.Location:
                    ReadLocation(ref reader, ref fields);
                    break;
                case Field.AuthenticationDetails:
                    fields.MfaStepSucceeded |= AuthenticationSteps.MfaSucceeded(ref reader);
                    break;
                case Field.RequirementPolicies:
                    RequirementReading.Read(ref reader, ref fields);
                    break;
                case Field.AppliedPolicies:
                    PolicyReading.Read(ref reader, ref fields);
                    break;
                default:
                    Slot(field, ref fields) = JsonText.Read(ref reader);
                    break;
            }
        }
    }

    private static ref string? Slot(Field field, ref SignInFields fields)
    {
        switch (field)
        {
            case Field.Id: return ref fields.Id;
            case Field.CreatedDateTime: return ref fields.CreatedDateTime;
            case Field.TenantId: return ref fields.TenantInProperties;
            case Field.UserId: return ref fields.UserId;
            case Field.UserDisplayName: return ref fields.UserDisplayName;
            case Field.UserPrincipalName: return ref fields.UserPrincipalName;
            case Field.ServicePrincipalId: return ref fields.ServicePrincipalId;
            case Field.ServicePrincipalName: return ref fields.ServicePrincipalName;
            case Field.AppId: return ref fields.AppId;
            case Field.AppDisplayName: return ref fields.AppDisplayName;
            case Field.ResourceId: return ref fields.ResourceId;
            case Field.ResourceServicePrincipalId: return ref fields.ResourceServicePrincipalId;
            case Field.ResourceDisplayName: return ref fields.ResourceDisplayName;
            case Field.IpAddress: return ref fields.IpAddress;
            case Field.UserAgent: return ref fields.UserAgent;
            case Field.ClientAppUsed: return ref fields.ClientAppUsed;
            case Field.AuthenticationProtocol: return ref fields.AuthenticationProtocol;
            case Field.AuthenticationRequirement: return ref fields.AuthenticationRequirement;
            case Field.IncomingTokenType: return ref fields.IncomingTokenType;
            case Field.ClientCredentialType: return ref fields.ClientCredentialType;
            case Field.CredentialKeyId: return ref fields.CredentialKeyId;
            case Field.CredentialThumbprint: return ref fields.CredentialThumbprint;
            case Field.FederatedCredentialId: return ref fields.FederatedCredentialId;
            case Field.AppOwnerTenantId: return ref fields.AppOwnerTenantId;
            case Field.CorrelationId: return ref fields.CorrelationId;
            case Field.ConditionalAccessStatus: return ref fields.ConditionalAccessStatus;
            case Field.TransferMethod: return ref fields.TransferMethod;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void ReadStatus(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (JsonText.ReadNested(ref reader) is { } text)
        {
            var nested = NestedJson.Reader(text);
            if (nested.Read())
            {
                ReadStatus(ref nested, ref fields);
            }

            return;
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("errorCode"u8))
            {
                reader.Read();
                fields.ErrorCode = JsonText.ReadInt(ref reader);
            }
            else if (reader.ValueTextEquals("failureReason"u8))
            {
                reader.Read();
                fields.FailureReason = JsonText.Read(ref reader, MaxReasonBytes);
            }
            else
            {
                var details = reader.ValueTextEquals("additionalDetails"u8);
                reader.Read();
                fields.MfaStepSucceeded |= AuthenticationSteps.SaysMfaDone(JsonText.Read(ref reader)) && details;
            }
        }
    }

    private static void ReadLocation(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var country = reader.ValueTextEquals("countryOrRegion"u8);
            reader.Read();
            if (country)
            {
                fields.Country = JsonText.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
