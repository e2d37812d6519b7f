using System.Diagnostics;
using System.Text.Json;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads the members of a row in any schema, by what their names mean.</summary>
internal static class EventReading
{
    /// <summary>Microsoft's own text, not a client's; long enough to tell the two meanings of 50053 apart.</summary>
    private const int MaxReasonBytes = 512;

    /// <summary>Reads all members of the object that the reader has entered; stops on a list of rows.</summary>
    public static void ReadRow(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = FieldTables.Row.Find(ref reader);
            reader.Read();
            if ((field is Field.Records or Field.Hits or Field.Value or Field.Tables && reader.TokenType is JsonTokenType.StartArray) || (field is Field.Frame && reader.TokenType is JsonTokenType.String))
            {
                fields.Envelope = field;
                fields.OpenObjects++;
                return;
            }

            if (field is Field.Hits && reader.TokenType is JsonTokenType.StartObject)
            {
                ReadRow(ref reader, ref fields);
                if (fields.Envelope is not Field.None)
                {
                    fields.OpenObjects++;
                    return;
                }

                continue;
            }

            if (field is Field.Value && reader.TokenType is JsonTokenType.StartObject)
            {
                ReadEvent(ref reader, ref fields, FieldTables.Row); // Graph, for one object
            }
            else
            {
                Read(field, ref reader, ref fields);
            }
        }
    }

    private static void ReadProperties(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        fields.HasProperties = true;
        ReadEvent(ref reader, ref fields, FieldTables.Event);
    }

    private static void ReadEvent(ref Utf8JsonReader reader, ref SignInFields fields, FieldNames<Field> names)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = names.Find(ref reader);
            reader.Read();
            Read(field, ref reader, ref fields);
        }
    }

    private static void Read(Field field, ref Utf8JsonReader reader, ref SignInFields fields)
    {
        switch (field)
        {
            case Field.None or Field.Hits or Field.Value or Field.Tables or Field.Frame:
                reader.Skip();
                break;
            case Field.Records or Field.Inside:
                fields.Wraps |= reader.TokenType is JsonTokenType.StartObject || (reader.TokenType is JsonTokenType.String && reader.ValueSpan is [(byte)'{' or (byte)'<' or (byte)'\\', ..]);
                reader.Skip();
                break;
            case >= Field.RiskMark:
                fields.Mark = fields.Mark is Field.None || field < fields.Mark ? field : fields.Mark;
                reader.Skip();
                break;
            case Field.RespelledColumn:
                fields.IsRespelled = true;
                reader.Skip();
                break;
            case Field.Properties:
                NestedJson.Read(ref reader, ref fields, JsonTokenType.StartObject, ReadProperties);
                break;
            case Field.ResourceId:
                ReadResource(JsonText.ReadValue(ref reader), ref fields);
                break;
            case Field.IsInteractive:
                fields.IsInteractive = JsonText.ReadBool(ref reader);
                break;
            case Field.IsManagedIdentity:
                fields.ManagedIdentityType ??= JsonText.ReadBool(ref reader) is true ? "of a kind that is not told" : null;
                break;
            case Field.EventTypes:
                ReadEventTypes(ref reader, ref fields);
                break;
            case Field.AutonomousSystemNumber:
                fields.AutonomousSystemNumber = JsonText.ReadInt(ref reader);
                break;
            case Field.Status:
                ReadStatus(ref reader, ref fields);
                break;
            case Field.ErrorCode:
                fields.ErrorCode = JsonText.ReadInt(ref reader);
                break;
            case Field.FailureReason:
                fields.FailureReason = JsonText.Read(ref reader, MaxReasonBytes);
                break;
            case Field.ResultDescription:
                fields.RecordReason = JsonText.Read(ref reader, MaxReasonBytes);
                break;
            case Field.MfaResult:
                fields.MfaStepSucceeded |= AuthenticationSteps.SaysMfaDone(JsonText.Read(ref reader));
                break;
            case Field.Location:
                ReadLocation(ref reader, ref fields);
                break;
            case Field.AuthenticationDetails:
                NestedJson.Read(ref reader, ref fields, JsonTokenType.StartArray, AuthenticationSteps.Read);
                break;
            case Field.RequirementPolicies:
                NestedJson.Read(ref reader, ref fields, JsonTokenType.StartArray, RequirementReading.Read);
                break;
            case Field.AppliedPolicies:
                NestedJson.Read(ref reader, ref fields, JsonTokenType.StartArray, PolicyReading.Read);
                break;
            case Field.IncomingTokenType or Field.ClientCredentialType:
                ref var none = ref Slot(field, ref fields);
                none = JsonText.Read(ref reader) is { } word && (word == "None" || !JsonText.IsNothing(word)) ? word : none; // None is the portal's spelling of a value
                break;
            default:
                ref var slot = ref Slot(field, ref fields);
                slot = JsonText.ReadValue(ref reader) ?? slot; // a column may be there twice, once empty
                break;
        }
    }

    private static ref string? Slot(Field field, ref SignInFields fields)
    {
        switch (field)
        {
            case Field.Category: return ref fields.Category;
            case Field.Table: return ref fields.Table;
            case Field.OriginalTable: return ref fields.OriginalTable;
            case Field.OriginalTime: return ref fields.OriginalTime;
            case Field.OperationName: return ref fields.OperationName;
            case Field.Time: return ref fields.RecordTime;
            case Field.TenantId: return ref fields.TenantId;
            case Field.ResultType: return ref fields.RecordResult;
            case Field.Identity: return ref fields.RecordIdentity;
            case Field.CallerIpAddress: return ref fields.RecordIp;
            case Field.OuterCorrelationId: return ref fields.RecordCorrelationId;
            case Field.Id: return ref fields.Id;
            case Field.CreatedDateTime: return ref fields.CreatedDateTime;
            case Field.InnerTenantId: return ref fields.TenantInProperties;
            case Field.HomeTenantId: return ref fields.HomeTenantId;
            case Field.ResourceTenantId: return ref fields.ResourceTenantId;
            case Field.ManagedIdentityType: return ref fields.ManagedIdentityType;
            case Field.UserId: return ref fields.UserId;
            case Field.UserType: return ref fields.UserType;
            case Field.UserDisplayName: return ref fields.UserDisplayName;
            case Field.UserPrincipalName: return ref fields.UserPrincipalName;
            case Field.ServicePrincipalId: return ref fields.ServicePrincipalId;
            case Field.ServicePrincipalName: return ref fields.ServicePrincipalName;
            case Field.AppId: return ref fields.AppId;
            case Field.AppDisplayName: return ref fields.AppDisplayName;
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
            default: throw new UnreachableException();
        }
    }

    /// <summary>Around the event a path that names the tenant, <c>/tenants/{id}/providers/…</c>; in the event the resource's id.</summary>
    private static void ReadResource(string? text, ref SignInFields fields)
    {
        const string Prefix = "/tenants/";
        if (text is null || text[0] != '/')
        {
            fields.ResourceId = text ?? fields.ResourceId;
        }
        else if (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            var rest = text.AsSpan(Prefix.Length);
            var id = rest.IndexOf('/') is var end and >= 0 ? rest[..end] : rest;
            fields.TenantInPath = id.IsEmpty ? fields.TenantInPath : id.ToString();
        }
    }

    private static void ReadEventTypes(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is JsonTokenType.String && reader.ValueSpan is [>= (byte)'a' and <= (byte)'z', ..])
        {
            fields.KindOfEvent = KindOf(JsonText.Read(ref reader)) ?? fields.KindOfEvent;
            return;
        }

        NestedJson.Read(ref reader, ref fields, JsonTokenType.StartArray, static (ref list, ref fields) =>
        {
            while (list.Read() && list.TokenType is not JsonTokenType.EndArray)
            {
                fields.KindOfEvent = KindOf(JsonText.Read(ref list)) ?? fields.KindOfEvent;
            }
        });
    }

    private static SignInKind? KindOf(string? eventType) => eventType switch
    {
        "interactiveUser" => SignInKind.InteractiveUser,
        "nonInteractiveUser" => SignInKind.NonInteractiveUser,
        "servicePrincipal" => SignInKind.ServicePrincipal,
        "managedIdentity" => SignInKind.ManagedIdentity,
        _ => null,
    };

    /// <summary>An object, a text that holds it, the number alone, or the portal's word.</summary>
    private static void ReadStatus(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is JsonTokenType.Number)
        {
            fields.ErrorCode = JsonText.ReadInt(ref reader);
        }
        else if (reader.TokenType is JsonTokenType.String && reader.ValueSpan is [(>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z'), ..])
        {
            fields.StatusWord = JsonText.Read(ref reader);
        }
        else
        {
            NestedJson.Read(ref reader, ref fields, JsonTokenType.StartObject, ReadStatusMembers);
        }
    }

    private static void ReadStatusMembers(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (JsonText.Is(ref reader, "errorCode"u8))
            {
                reader.Read();
                fields.ErrorCode = JsonText.ReadInt(ref reader);
            }
            else if (JsonText.Is(ref reader, "failureReason"u8))
            {
                reader.Read();
                fields.FailureReason = JsonText.Read(ref reader, MaxReasonBytes);
            }
            else
            {
                var details = JsonText.Is(ref reader, "additionalDetails"u8);
                reader.Read();
                fields.MfaStepSucceeded |= AuthenticationSteps.SaysMfaDone(JsonText.Read(ref reader)) && details;
            }
        }
    }

    /// <summary>An object; a text that holds it; the country alone; or the portal's "city, state, country".</summary>
    private static void ReadLocation(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is JsonTokenType.String && reader.ValueSpan is not [(byte)'{', ..])
        {
            var text = JsonText.ReadValue(ref reader)?.Trim();
            var country = text?[(text.LastIndexOf(',') + 1)..].Trim();
            fields.RecordCountry = country is { Length: > 0 } ? country : fields.RecordCountry;
            return;
        }

        NestedJson.Read(ref reader, ref fields, JsonTokenType.StartObject, static (ref location, ref fields) =>
        {
            while (location.Read() && location.TokenType is JsonTokenType.PropertyName)
            {
                var country = JsonText.Is(ref location, "countryOrRegion"u8);
                location.Read();
                fields.Country = country ? JsonText.Read(ref location) : fields.Country;
                location.Skip();
            }
        });
    }
}
