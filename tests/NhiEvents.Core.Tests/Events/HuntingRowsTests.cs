using System.Text;
using System.Text.Json.Nodes;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Sign-ins as Defender's advanced hunting has them, and rows of its other tables and of the unified audit log.</summary>
public sealed class HuntingRowsTests
{
    private static readonly IReadOnlyList<AbstractSignIn> SignIns = AbstractSignIn.Some(20);

    private static readonly Dictionary<string, Func<JsonObject, AbstractSignIn, string>> Shapes = new()
    {
        ["API and Graph"] = (row, _) => $$"""{"Stats":{},"Schema":[{"Name":"Timestamp","Type":"DateTime"}],"Results":[{{row.ToJsonString()}}]}""",
        ["streamed"] = (row, of) => $$"""{"records":[{"time":"2026-03-03T00:00:00Z","tenantId":"{{AbstractSignIn.Tenant}}","operationName":"Publish","category":"AdvancedHunting-{{Table(of)}}","properties":{{row.ToJsonString()}}}]}""",
        ["by table name"] = (row, of) => ShapeWriters.With(row, json => json["Type"] = Table(of)).ToJsonString(),
        ["CSV"] = (row, _) => ShapeWriters.Csv([new JsonObject(row.Select(cell => KeyValuePair.Create(cell.Key, (JsonNode?)cell.Value!.ToString())))], ","),
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sign_in_is_the_same_event_in_advanced_hunting(string shape)
    {
        foreach (var signIn in SignIns)
        {
            var expected = Row(ShapeWriters.Diagnostic(signIn).ToJsonString());

            var row = Row(Shapes[shape](Hunting(signIn), signIn));

            Assert.Equal(Told(expected), Told(row));
        }
    }

    [Theory]
    [InlineData("""{"time":"2026-03-02T08:00:00Z","tenantId":"t","operationName":"Publish","category":"AdvancedHunting-IdentityLogonEvents","properties":{"ActionType":"LogonFailed","LogonType":"Failed logon","AccountName":"x"}}""")]
    [InlineData("""{"Timestamp":"2026-03-02T08:00:00Z","ActionType":"LogonSuccess","LogonType":"Interactive","AccountObjectId":"1111aaaa-0000-4000-8000-000000000001","Application":"Active Directory"}""")]
    public void Rows_of_its_other_tables_are_left_aside(string row) =>
        Assert.Equal("AdvancedHunting", Assert.IsType<ReadResult.NotForUs>(EventReader.Read(Encoding.UTF8.GetBytes(row))).Reason);

    [Theory]
    [InlineData("ROW")]
    [InlineData("""{"RecordType":"AzureActiveDirectoryStsLogon","CreationDate":"2026-03-02T08:00:00Z","AuditData":"TEXT"}""")]
    [InlineData("RecordId,CreationDate,RecordType,Operation,UserId,AuditData\r\n1,2026-03-02,15,UserLoginFailed,x,\"CELL\"\r\n")]
    public void A_sign_in_of_the_unified_audit_log_is_refused_with_what_to_give_instead(string shape)
    {
        const string Row = """{"CreationTime":"2026-03-02T08:00:00","Operation":"UserLoginFailed","RecordType":15,"Workload":"AzureActiveDirectory","UserKey":"x","UserId":"svc@contoso.example","ErrorNumber":"50126"}""";
        var text = shape.Replace("ROW", Row, StringComparison.Ordinal).Replace("TEXT", Row.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("CELL", Row.Replace("\"", "\"\"", StringComparison.Ordinal), StringComparison.Ordinal);

        var refused = Assert.IsType<ReadResult.Unreadable>(Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes(text))).Result);

        Assert.Equal(RejectReasons.UnknownCategory, refused.Reason);
        Assert.Contains("give the sign-in logs of Entra", refused.Detail, StringComparison.Ordinal);
    }

    private static SignIn Row(string text) => Assert.IsType<ReadResult.Row>(Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes(text))).Result).SignIn;

    private static string Table(AbstractSignIn row) => row.IsUser ? "AADSignInEventsBeta" : "EntraIdSpnSignInEvents";

    private static string Told(SignIn row) => string.Join('|', row.TenantId, row.Key, row.Kind, row.At, row.ErrorCode, row.DisplayName, row.UserPrincipalName, row.Country, row.IpAddress, row.ConditionalAccessStatus, row.CorrelationId);

    internal static JsonObject Hunting(AbstractSignIn row)
    {
        var json = new JsonObject
        {
            ["Timestamp"] = row.At.ToString("o", System.Globalization.CultureInfo.InvariantCulture), ["Application"] = "app", ["ApplicationId"] = row.AppId, ["ErrorCode"] = row.Code,
            ["CorrelationId"] = row.Correlation, ["ResourceDisplayName"] = "Resource", ["ResourceId"] = row.ResourceId, ["ResourceTenantId"] = AbstractSignIn.Tenant,
            ["IPAddress"] = row.Ip, ["Country"] = "DE", ["RequestId"] = row.Id, ["ReportId"] = "r", ["ConditionalAccessStatus"] = row.Code == 0 ? 0 : 1,
        };
        var more = row.IsUser
            ? new JsonObject { ["LogonType"] = row.Shape is SignInShape.Interactive ? "[\"interactiveUser\"]" : "nonInteractiveUser", ["AccountDisplayName"] = row.Name, ["AccountObjectId"] = row.Identity, ["AccountUpn"] = row.Upn, ["IsGuestUser"] = false }
            : new JsonObject { ["IsManagedIdentity"] = row.Shape is SignInShape.ManagedIdentity, ["ServicePrincipalName"] = row.Name, ["ServicePrincipalId"] = row.Identity };
        foreach (var (name, value) in more)
        {
            json[name] = value!.DeepClone();
        }

        return json;
    }
}
