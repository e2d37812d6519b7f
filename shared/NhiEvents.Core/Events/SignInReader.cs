using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads one sign-in of Microsoft Entra, in any of its schemas, into a <see cref="SignIn"/>, or says precisely why it cannot.</summary>
/// <remarks>Pure; never throws on any bytes. Unknown members are skipped, absent ones tolerated; numbers may be texts and the other way round.</remarks>
public static class SignInReader
{
    /// <summary>The tenant of a row that names none.</summary>
    public const string UnknownTenant = "unknown";

    /// <summary>The most that one Event Hub message can hold.</summary>
    public const int MaxRecordBytes = 1024 * 1024;

    internal const int MaxDepth = 32;

    /// <summary>What a key is over besides texts of the row.</summary>
    private const int OwnKeyBytes = 64;

    /// <summary>Enough for the key of any usual row.</summary>
    private const int UsualKeyBytes = 384;

    internal const string NoObject = "00000000-0000-0000-0000-000000000000";

    internal const string OfficeSignIn =
        "a sign-in in the unified audit log, which names no credential; give the sign-in logs of Entra (diagnostic settings, the Entra admin center, Get-MgBetaAuditLogSignIn)";

    internal static readonly DateTimeOffset EarliestTime = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static readonly DateTimeOffset LatestTime = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="record">One record: UTF-8 JSON.</param>
    public static ReadResult Read(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecordBytes)
        {
            return TooLarge(record.Length);
        }

        var result = ReadFirst(record, out var stop);
        return stop.Found switch
        {
            Found.Row when record[stop.Bytes..].TrimStart(" \t\r\n"u8).Length > 0 => new ReadResult.Unreadable(RejectReasons.NotJson, "something follows the record", stop.Bytes),
            Found.List => new ReadResult.Unreadable(RejectReasons.NoCategory, "a list of rows where one row should be", stop.Bytes),
            Found.Row or Found.Damage => result,
        };
    }

    /// <summary>Reads the row at the start of the text, whatever follows it.</summary>
    internal static ReadResult ReadFirst(ReadOnlySpan<byte> text, out Stop stop)
    {
        var fields = new SignInFields();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        try
        {
            if (!reader.Read())
            {
                stop = new Stop(Found.Damage, 0, default);
                return new ReadResult.Unreadable(RejectReasons.NotJson, "there is nothing", 0);
            }

            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                var type = reader.TokenType;
                reader.Skip();
                stop = new Stop(Found.Row, (int)reader.BytesConsumed, default);
                return new ReadResult.Unreadable(RejectReasons.NotAnObject, $"the record is a {type}", 0);
            }

            EventReading.ReadRow(ref reader, ref fields);
        }
        catch (JsonException broken)
        {
            var at = reader.BytesConsumed;
            var reason = reader.CurrentDepth >= MaxDepth - 1 ? RejectReasons.TooDeep : IsTooLarge(text, (int)at) ? RejectReasons.TooLarge : RejectReasons.NotJson;
            stop = new Stop(Found.Damage, (int)at, default);
            return new ReadResult.Unreadable(reason, $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} from the row's start", at) { TenantId = Tenant(fields) };
        }

        stop = new Stop(fields.Envelope is Field.None ? Found.Row : Found.List, (int)reader.BytesConsumed, fields.Envelope, fields.OpenObjects, fields.Wraps);
        return fields.Envelope is not Field.None ? NoRow
            : stop.Bytes > MaxRecordBytes ? TooLarge(stop.Bytes)
            : Decide(fields);
    }

    /// <summary>Whether the row was read up to the limit without its end, or what could not be read is one text that goes on beyond it.</summary>
    private static bool IsTooLarge(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length <= MaxRecordBytes || at > MaxRecordBytes)
        {
            return at > MaxRecordBytes;
        }

        var token = text[at..MaxRecordBytes].TrimStart(" \t\r\n:,"u8);
        return token is [(byte)'"', ..] && token[1..].IndexOfAny((byte)'"', (byte)'\n') < 0;
    }

    private static ReadResult.Unreadable TooLarge(int bytes) => new(RejectReasons.TooLarge, $"{bytes} bytes; the limit is {MaxRecordBytes}", 0);

    private const string GiveOriginal = "of what a SIEM has taken apart give the original (event.original, _raw, message)";

    private static ReadResult Decide(in SignInFields fields)
    {
        if (fields.IsRespelled)
        {
            return Unreadable(fields, RejectReasons.NoCategory, "the names of its columns are not spelled as Log Analytics or advanced hunting do; write them so");
        }

        if (KindReading.Of(fields, out var other) is not { } kind)
        {
            return other is LogCategories.OfficeSignIns ? Unreadable(fields, RejectReasons.UnknownCategory, OfficeSignIn)
                : other is not null ? new ReadResult.NotForUs(other)
                : fields.Category is null ? Unreadable(fields, RejectReasons.NoCategory, $"nothing says which log the row is from: no category, table name or event type; {GiveOriginal}")
                : Unreadable(fields, RejectReasons.UnknownCategory, "the category is not one of Microsoft Entra");
        }

        // An app without a service principal in the tenant (700016) is known by its application id only.
        var user = kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser;
        var identity = user ? fields.UserId : fields.ServicePrincipalId ?? fields.AppId;
        if (identity is null)
        {
            return !fields.HasProperties && fields.AppId is null && fields.Id is null
                ? Unreadable(fields, RejectReasons.NoProperties, $"the row holds no event: no properties, no ids; {GiveOriginal}")
                : Unreadable(fields, RejectReasons.NoIdentity, user ? "userId is empty" : "servicePrincipalId is empty");
        }

        if (identity == NoObject)
        {
            return new ReadResult.NotForUs(ReadResult.NotForUs.NoDirectoryObject);
        }

        if ((fields.CreatedDateTime ?? fields.OriginalTime ?? fields.RecordTime ?? fields.StepTime) is not { } time)
        {
            return Unreadable(fields, RejectReasons.NoTime, "neither createdDateTime nor time; a table must give times in UTC");
        }

        if (!LogTime.TryRead(time, out var at) || !IsUsable(at))
        {
            return Unreadable(fields, RejectReasons.BadTime, fields.CreatedDateTime is null ? "time is no usable time" : "createdDateTime is no usable time");
        }

        return (fields.ErrorCode ?? Number(fields.RecordResult) ?? Number(fields.StatusWord)) is { } code
            ? new ReadResult.Row(ToSignIn(fields, kind, identity.ToLowerInvariant(), at, code)) { LacksPolicies = fields.LacksPolicies }
            : Unreadable(fields, RejectReasons.NoStatus, "no number in status.errorCode or resultType; of PowerShell objects give ConvertTo-Json -Depth 10, no CSV");
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
            FailureReason = code == 0 ? null : fields.FailureReason ?? fields.RecordReason,
            IpAddress = fields.IpAddress ?? fields.RecordIp,
            AutonomousSystemNumber = fields.AutonomousSystemNumber,
            Country = fields.Country ?? fields.RecordCountry,
            UserAgent = fields.UserAgent,
            ClientAppUsed = fields.ClientAppUsed,
            AuthenticationProtocol = Protocol(fields),
            AuthenticationRequirement = Vocabulary.Spell(fields.AuthenticationRequirement),
            IncomingTokenType = Vocabulary.Spell(fields.IncomingTokenType),
            ClientCredentialType = Vocabulary.Spell(fields.ClientCredentialType),
            CredentialKeyId = fields.CredentialKeyId,
            CredentialThumbprint = fields.CredentialThumbprint,
            FederatedCredentialId = fields.FederatedCredentialId,
            AppOwnerTenantId = fields.AppOwnerTenantId,
            CorrelationId = fields.CorrelationId ?? fields.RecordCorrelationId,
            ConditionalAccessStatus = Vocabulary.SpellStatus(fields.ConditionalAccessStatus),
            MfaSatisfied = fields.MfaStepSucceeded
                || (code == 0 && string.Equals(Vocabulary.Spell(fields.AuthenticationRequirement), "multiFactorAuthentication", StringComparison.OrdinalIgnoreCase)),
        };
    }

    /// <summary>Only what every schema of the event has: exports that differ in anything else are still the same event.</summary>
    /// <remarks>Graph and the portal give whole seconds where diagnostic records give seven decimals, so a row with an id counts by the second.</remarks>
    private static string KeyOf(string id, DateTimeOffset at, string identity, string? app, string? resource, int code)
    {
        var ticks = id.Length > 0 ? at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond) : at.UtcTicks;
        var most = OwnKeyBytes + (3 * (id.Length + identity.Length + (app?.Length ?? 0) + (resource?.Length ?? 0)));
        Span<byte> content = most <= UsualKeyBytes ? stackalloc byte[UsualKeyBytes] : new byte[most];
        var length = Append("sign-in", content);
        length += Append(id, content[length..]);
        length += Append(ticks.ToString(CultureInfo.InvariantCulture), content[length..]);
        length += Append(identity, content[length..]);
        length += Append(app ?? "", content[length..]);
        length += Append(resource ?? "", content[length..]);
        length += Append(code.ToString(CultureInfo.InvariantCulture), content[length..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content[..length], digest);
        return Convert.ToHexStringLower(digest[..8]);
    }

    /// <summary>As <see cref="MessageIds"/> joins parts, without its allocations: this runs for every row of a log.</summary>
    private static int Append(string part, Span<byte> content)
    {
        var length = Encoding.UTF8.GetBytes(part.ToLowerInvariant(), content);
        content[length] = 0;
        return length + 1;
    }

    /// <summary>A device-code session is named in <c>originalTransferMethod</c> too, where the protocol says none.</summary>
    private static string? Protocol(in SignInFields fields)
    {
        var protocol = Vocabulary.Spell(fields.AuthenticationProtocol);
        var byDeviceCode = string.Equals(Vocabulary.Spell(fields.TransferMethod), "deviceCodeFlow", StringComparison.OrdinalIgnoreCase);
        return protocol is null or "none" && byDeviceCode ? "deviceCode" : protocol;
    }

    private static List<AppliedPolicy> Sorted(List<AppliedPolicy>? policies)
    {
        policies?.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id) is var order and not 0 ? order : string.CompareOrdinal(a.Result, b.Result));
        return policies ?? [];
    }

    private static string Tenant(in SignInFields fields) =>
        (fields.TenantId ?? fields.TenantInProperties ?? fields.TenantInPath ?? TenantOfEvent(fields))?.ToLowerInvariant() ?? UnknownTenant;

    /// <summary>A Graph object does not say whose log it is from. A guest's is from the resource's tenant, everyone else's from the home.</summary>
    private static string? TenantOfEvent(in SignInFields fields) =>
        string.Equals(fields.UserType, "guest", StringComparison.OrdinalIgnoreCase) || fields.HomeTenantId is null or NoObject
            ? fields.ResourceTenantId is NoObject ? null : fields.ResourceTenantId
            : fields.HomeTenantId;

    internal static bool TryReadTime(ReadOnlySpan<byte> text, out DateTimeOffset at) => LogTime.TryRead(text, out at) && IsUsable(at);

    private static bool IsUsable(DateTimeOffset at) => at >= EarliestTime && at < LatestTime;

    /// <summary>A number, or the word that some exporters write for zero.</summary>
    private static int? Number(string? result) =>
        string.Equals(result, "Success", StringComparison.OrdinalIgnoreCase) ? 0
        : int.TryParse(result, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code
        : null;

    private static readonly ReadResult NoRow = new ReadResult.NotForUs("envelope");

    private static ReadResult.Unreadable Unreadable(in SignInFields fields, string reason, string detail) => new(reason, detail, 0) { TenantId = Tenant(fields) };

    /// <summary>What stands at the start of a text.</summary>
    internal enum Found
    {
        /// <summary>A whole JSON value.</summary>
        Row,

        /// <summary>An object with a list of rows, or a frame.</summary>
        List,

        /// <summary>No JSON, or not to its end.</summary>
        Damage,
    }

    /// <param name="Bytes">Bytes of the row; up to and with the list's bracket; or up to the damage.</param>
    /// <param name="List">The member that is the list.</param>
    /// <param name="OpenObjects">Around the list.</param>
    /// <param name="Wraps">The row may hold the record that a carrier has wrapped.</param>
    internal readonly record struct Stop(Found Found, int Bytes, Field List, int OpenObjects = 0, bool Wraps = false);
}
