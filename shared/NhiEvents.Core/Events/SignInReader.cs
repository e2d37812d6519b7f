using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads one diagnostic record of Microsoft Entra into a <see cref="SignIn"/>, or says precisely why it cannot.</summary>
/// <remarks>Pure; never throws on any bytes. Unknown members are skipped, absent ones tolerated; numbers may be texts and the other way round.</remarks>
public static class SignInReader
{
    /// <summary>The tenant of a row that names none.</summary>
    public const string UnknownTenant = "unknown";

    /// <summary>The most that one Event Hub message can hold.</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    internal const int MaxDepth = 32;

    private const string NoObject = "00000000-0000-0000-0000-000000000000";

    private static readonly DateTimeOffset EarliestTime = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset LatestTime = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="record">One record: UTF-8 JSON.</param>
    public static ReadResult Read(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecordBytes)
        {
            return new ReadResult.Unreadable(RejectReasons.TooLarge, $"{record.Length} bytes; the limit is {MaxRecordBytes}", 0);
        }

        var fields = new SignInFields();
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                return new ReadResult.Unreadable(RejectReasons.NotAnObject, $"the record is a {reader.TokenType}", 0);
            }

            RecordReading.Read(ref reader, ref fields);
            while (reader.Read())
            {
                // Reading on past the record's end makes the reader report what follows it.
            }
        }
        catch (JsonException broken)
        {
            var reason = reader.CurrentDepth >= MaxDepth - 1 ? RejectReasons.TooDeep : RejectReasons.NotJson;
            return new ReadResult.Unreadable(reason, $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}", reader.BytesConsumed) { TenantId = Tenant(fields) };
        }

        return Decide(fields);
    }

    private static ReadResult Decide(in SignInFields fields)
    {
        if (fields.Category is null)
        {
            return fields.OtherSchema is null
                ? Unreadable(fields, RejectReasons.NoCategory, "member category is missing")
                : Unreadable(fields, RejectReasons.OtherSchema, $"the row is {fields.OtherSchema}, not a diagnostic record");
        }

        if (!LogCategories.SignIns.TryGetValue(fields.Category, out var kind))
        {
            return LogCategories.NotRead.TryGetValue(fields.Category, out var known)
                ? new ReadResult.NotForUs(known)
                : Unreadable(fields, RejectReasons.UnknownCategory, "the category is not one of Microsoft Entra");
        }

        if (!fields.HasProperties)
        {
            return Unreadable(fields, RejectReasons.NoProperties, "member properties is missing or no object");
        }

        // An app without a service principal in the tenant (700016) is known by its application id only.
        var identity = kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser
            ? fields.UserId
            : fields.ServicePrincipalId ?? fields.AppId;
        if (identity is null)
        {
            return Unreadable(fields, RejectReasons.NoIdentity, kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser ? "userId is empty" : "servicePrincipalId is empty");
        }

        if (identity == NoObject)
        {
            return new ReadResult.NotForUs(ReadResult.NotForUs.NoDirectoryObject);
        }

        if ((fields.CreatedDateTime ?? fields.RecordTime) is not { } time)
        {
            return Unreadable(fields, RejectReasons.NoTime, "neither createdDateTime nor time");
        }

        if (!TryTime(time, out var at))
        {
            return Unreadable(fields, RejectReasons.BadTime, fields.CreatedDateTime is null ? "time is no usable time" : "createdDateTime is no usable time");
        }

        return (fields.ErrorCode ?? Number(fields.RecordResult)) is { } code
            ? new ReadResult.Row(ToSignIn(fields, kind, identity.ToLowerInvariant(), at, code))
            : Unreadable(fields, RejectReasons.NoStatus, "no number in status.errorCode or resultType");
    }

    private static SignIn ToSignIn(in SignInFields fields, SignInKind kind, string identity, DateTimeOffset at, int code)
    {
        var person = kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser;
        var resource = fields.ResourceId ?? fields.ResourceServicePrincipalId;
        var id = fields.Id ?? "";
        var key = KeyOf(id, at, identity, fields.AppId, resource, code);
        return new SignIn(Tenant(fields), key, id.Length > 0 ? id : key, kind, at, identity, code, [], fields.DemandedBy?.ToArray() ?? [], Sorted(fields.Policies))
        {
            DisplayName = (person ? fields.UserDisplayName : fields.ServicePrincipalName) ?? fields.RecordIdentity,
            UserPrincipalName = person ? fields.UserPrincipalName : null,
            AppId = fields.AppId,
            AppDisplayName = fields.AppDisplayName,
            ResourceId = resource,
            ResourceDisplayName = fields.ResourceDisplayName,
            FailureReason = code == 0 ? null : fields.FailureReason,
            IpAddress = fields.IpAddress ?? fields.RecordIp,
            AutonomousSystemNumber = fields.AutonomousSystemNumber,
            Country = fields.Country ?? fields.RecordCountry,
            UserAgent = fields.UserAgent,
            ClientAppUsed = fields.ClientAppUsed,
            AuthenticationProtocol = Protocol(fields),
            AuthenticationRequirement = fields.AuthenticationRequirement,
            IncomingTokenType = fields.IncomingTokenType,
            ClientCredentialType = fields.ClientCredentialType,
            CredentialKeyId = fields.CredentialKeyId,
            CredentialThumbprint = fields.CredentialThumbprint,
            FederatedCredentialId = fields.FederatedCredentialId,
            AppOwnerTenantId = fields.AppOwnerTenantId,
            CorrelationId = fields.CorrelationId ?? fields.RecordCorrelationId,
            ConditionalAccessStatus = fields.ConditionalAccessStatus,
            MfaSatisfied = fields.MfaStepSucceeded
                || (code == 0 && string.Equals(fields.AuthenticationRequirement, "multiFactorAuthentication", StringComparison.OrdinalIgnoreCase)),
        };
    }

    /// <summary>Only what every schema of the event has: exports that differ in anything else are still the same event.</summary>
    private static string KeyOf(string id, DateTimeOffset at, string identity, string? app, string? resource, int code) =>
        MessageIds.From(
            "sign-in",
            id.ToLowerInvariant(),
            at.UtcTicks.ToString(CultureInfo.InvariantCulture),
            identity,
            app?.ToLowerInvariant() ?? "",
            resource?.ToLowerInvariant() ?? "",
            code.ToString(CultureInfo.InvariantCulture))[..16];

    /// <summary>A device-code session is named in <c>originalTransferMethod</c> too, where the protocol says none.</summary>
    private static string? Protocol(in SignInFields fields) =>
        fields.AuthenticationProtocol is null or "none" && string.Equals(fields.TransferMethod, "deviceCodeFlow", StringComparison.OrdinalIgnoreCase)
            ? "deviceCode"
            : fields.AuthenticationProtocol;

    private static List<AppliedPolicy> Sorted(List<AppliedPolicy>? policies)
    {
        policies?.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id) is var order and not 0 ? order : string.CompareOrdinal(a.Result, b.Result));
        return policies ?? [];
    }

    private static string Tenant(in SignInFields fields) =>
        (fields.TenantId ?? fields.TenantInProperties ?? fields.TenantInPath)?.ToLowerInvariant() ?? UnknownTenant;

    /// <summary>A time without an offset is UTC, as all of Azure Monitor is; never the local time of this machine.</summary>
    private static bool TryTime(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at)
        && text.Length >= 16 && text[4] == '-' && text[7] == '-'
        && at >= EarliestTime && at < LatestTime;

    /// <summary>A number, or the word that some exporters write for zero.</summary>
    private static int? Number(string? result) =>
        string.Equals(result, "Success", StringComparison.OrdinalIgnoreCase) ? 0
        : int.TryParse(result, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code
        : null;

    private static ReadResult.Unreadable Unreadable(in SignInFields fields, string reason, string detail) => new(reason, detail, 0) { TenantId = Tenant(fields) };
}
