using System.Text;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Audits, risks, refusals and lockouts: the same events are the same, whatever they are written in.</summary>
public sealed class OtherShapesTests
{
    public static TheoryData<string, string> Shapes()
    {
        var data = new TheoryData<string, string>();
        foreach (var (log, shapes) in OtherShapes.All)
        {
            foreach (var shape in shapes.Keys)
            {
                data.Add(log, shape);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_gives_the_same_events(string log, string shape) =>
        Assert.Equal(Distinct(OtherShapes.All[log]["records"]), Distinct(OtherShapes.All[log][shape]));

    [Fact]
    public void A_refusal_says_who_and_what_and_why()
    {
        var denied = Assert.IsType<ReadResult.Denial>(Read(OtherShapes.ListedDenial(1).ToJsonString())).Event;

        Assert.Equal((OtherShapes.Tenant, "aaaaaaaa-0000-4000-8000-000000000001", "microsoft.compute/virtualmachines/write"), (denied.TenantId, denied.IdentityId, denied.OperationName));
        Assert.Equal(("svc-deploy@contoso.example", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "192.0.2.4"), (denied.UserPrincipalName, denied.AppId, denied.IpAddress));
        Assert.Equal("Resource 'vm1' was disallowed by policy.; Users must use MFA for Create/Update operations", denied.Reason);
        Assert.True(Detection(denied));
    }

    [Theory]
    [InlineData("\"Failed\"", "\"Started\"")]
    [InlineData("\"Failed\"", "\"Succeeded\"")]
    [InlineData("RequestDisallowedByPolicy", "AuthorizationFailed")]
    [InlineData("Microsoft.Compute/virtualMachines/write", "Microsoft.Authorization/policies/deny/action")]
    public void Other_rows_of_the_activity_log_are_left_aside(string from, string to) =>
        Assert.Equal("AzureActivity", Assert.IsType<ReadResult.NotForUs>(Read(OtherShapes.ListedDenial(1).ToJsonString().Replace(from, to, StringComparison.Ordinal))).Reason);

    [Fact]
    public void A_caller_without_an_object_id_is_refused() =>
        Assert.Equal(RejectReasons.NoIdentity, Assert.IsType<ReadResult.Unreadable>(Read(With(OtherShapes.ListedDenial(1), "claims", null))).Reason);

    [Fact]
    public void A_service_principal_shows_in_its_token()
    {
        var denied = Assert.IsType<ReadResult.Denial>(Read(OtherShapes.ListedDenial(1).ToJsonString().Replace("\"user\"", "\"app\"", StringComparison.Ordinal))).Event;

        Assert.Equal([EvidenceKinds.ServicePrincipal], denied.Evidence);
    }

    [Fact]
    public void An_audit_keeps_who_what_before_and_after()
    {
        var change = Assert.IsType<ReadResult.Change>(Read(OtherShapes.DiagnosticAudit(1).ToJsonString())).Event;

        Assert.Equal(("Update application - Certificates and secrets management", "ApplicationManagement", "success"), (change.Operation, change.Category, change.Result));
        Assert.Equal((ActorKind.User, "99999999-0000-4000-8000-000000000009", "198.51.100.77"), (change.Actor.Kind, change.Actor.Id, change.Actor.IpAddress));
        var target = Assert.Single(change.Targets);
        Assert.Equal(("77777777-0000-4000-8000-000000000001", "Application", "KeyDescription"), (target.Id, target.Type, target.Properties[0].Name));
        Assert.Contains("KeyIdentifier=11ca002d", target.Properties[0].NewValue, StringComparison.Ordinal);
        Assert.Equal(("python/3.8 Azure-SDK-For-Python", 2), (change.UserAgent, change.Details.Count));
        Assert.Equal(ActorKind.Application, Assert.IsType<ReadResult.Change>(Read(OtherShapes.GraphAudit(2).ToJsonString())).Event.Actor.Kind);
    }

    [Fact]
    public void An_audit_without_any_time_is_read_and_says_so()
    {
        var row = OtherShapes.GraphAudit(1);
        row.Remove("activityDateTime");

        var change = Assert.IsType<ReadResult.Change>(Read(row.ToJsonString()));

        Assert.True(change.Event.TimeIsArrival);
        Assert.Null(change.At);
        Assert.Equal(Assert.IsType<ReadResult.Change>(Read(OtherShapes.GraphAudit(1).ToJsonString())).Key, change.Key);
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(3000, 40)]
    [InlineData(10, 5000)]
    public void An_audit_over_64_KB_is_cut_and_says_what(int length, int properties)
    {
        var row = OtherShapes.GraphAudit(1);
        row["targetResources"]![0]!["modifiedProperties"] = new System.Text.Json.Nodes.JsonArray(
            [.. Enumerable.Range(0, properties).Select(number => new System.Text.Json.Nodes.JsonObject { ["displayName"] = $"P{number}", ["newValue"] = new string('"', length) })]);

        var change = Assert.IsType<ReadResult.Change>(Read(row.ToJsonString())).Event;

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(change, NhiJson.Default.DirectoryChanged).Length, 1000, DirectoryChanged.MaxBytes);
        Assert.NotEmpty(change.Cut);
        Assert.All(change.Cut, path => Assert.StartsWith("targets[0].", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TargetUserName", "DC7$", "machine-account")]
    [InlineData("event_id", "4625", "SecurityEvent")]
    public void Computers_and_other_events_are_left_aside(string member, string value, string reason)
    {
        var text = OtherShapes.Winlogbeat(1).ToJsonString();
        var row = member == "event_id" ? text.Replace("\"event_id\":\"4740\"", $"\"event_id\":\"{value}\"", StringComparison.Ordinal) : text.Replace("\"svc-deploy\"", $"\"{value}\"", StringComparison.Ordinal);

        Assert.Equal(reason, Assert.IsType<ReadResult.NotForUs>(Read(row)).Reason);
    }

    [Fact]
    public void A_lockout_names_account_and_calling_computer()
    {
        var lockout = Assert.IsType<ReadResult.Lockout>(Read(OtherShapes.Winlogbeat(1).ToJsonString())).Event;

        Assert.Equal(("svc-deploy", "CONTOSO", "S-1-5-21-1-2-3-1104", "JOBHOST7", "dc1.contoso.example"), (lockout.AccountName, lockout.Domain, lockout.AccountSid, lockout.CallerComputer, lockout.DomainController));
        Assert.Equal("s-1-5-21-1-2-3-1104", lockout.IdentityId);
    }

    [Fact]
    public void Copies_that_two_domain_controllers_write_are_one_event()
    {
        var (one, other) = (OtherShapes.Winlogbeat(1), OtherShapes.Winlogbeat(1));
        (other["winlog"]!["computer_name"], other["winlog"]!["record_id"]) = ("dc2.contoso.example", 9);

        Assert.Equal(Assert.IsType<ReadResult.Lockout>(Read(one.ToJsonString())).Key, Assert.IsType<ReadResult.Lockout>(Read(other.ToJsonString())).Key);
    }

    [Theory]
    [InlineData("\"riskState\":\"atRisk\"", "\"riskState\":\"dismissed\"", false)]
    [InlineData("\"riskDetail\":\"none\"", "\"riskDetail\":\"more\"", true)]
    public void A_risk_that_is_published_again_is_new_when_its_state_is(string from, string to, bool same)
    {
        var text = RiskShapes.GraphUserRisk().ToJsonString();

        Assert.Equal(same, Key(text) == Key(text.Replace(from, to, StringComparison.Ordinal)));

        static string Key(string row) => Assert.IsType<ReadResult.Risk>(Read(row)).Key;
    }

    [Theory]
    [InlineData(RejectReasons.NoOperation, """{"category":"AuditLogs","time":"2026-03-02T08:00:00Z","properties":{"id":"x"}}""")]
    [InlineData(RejectReasons.BadTime, """{"activityDisplayName":"Add user","activityDateTime":"yesterday"}""")]
    [InlineData(RejectReasons.NoIdentity, """{"riskEventType":"x","id":"r","detectedDateTime":"2026-03-02T08:00:00Z"}""")]
    [InlineData(RejectReasons.NoTime, """{"riskEventType":"x","id":"r","userId":"u"}""")]
    [InlineData(RejectReasons.NoIdentity, """{"EventID":4740,"TimeCreated":"2026-03-02T08:00:00Z"}""")]
    [InlineData(RejectReasons.NoTime, """{"EventID":4740,"TargetUserName":"svc-x"}""")]
    public void What_cannot_be_read_is_refused_with_its_reason(string reason, string row) => Assert.Equal(reason, Assert.IsType<ReadResult.Unreadable>(Read(row)).Reason);

    private static bool Detection(ResourceDenied denied) => Core.Detection.Journal.FailureEvent.IsForMfa(denied);

    private static string With(System.Text.Json.Nodes.JsonObject row, string name, System.Text.Json.Nodes.JsonNode? value)
    {
        row[name] = value;
        return row.ToJsonString();
    }

    private static ReadResult Read(string row) => EventReader.Read(Encoding.UTF8.GetBytes(row));

    /// <summary>The events in order of their keys. Graph's objects name no tenant: the input's only one is theirs.</summary>
    private static IEnumerable<string> Distinct(string text) =>
        Splitting.Items(Encoding.UTF8.GetBytes(text)).ConvertAll(item => Assert.IsAssignableFrom<ReadResult.Other>(item.Result).In(OtherShapes.Tenant))
            .DistinctBy(row => row.Key).OrderBy(row => row.Key, StringComparer.Ordinal).Select(Json);

    private static string Json(ReadResult.Other row) => row switch
    {
        ReadResult.Denial denial => JsonSerializer.Serialize(denial.Event, NhiJson.Default.ResourceDenied),
        ReadResult.Write write => JsonSerializer.Serialize(write.Event, NhiJson.Default.ResourceChanged),
        ReadResult.Lockout lockout => JsonSerializer.Serialize(lockout.Event, NhiJson.Default.AccountLockedOut),
        ReadResult.Change change => JsonSerializer.Serialize(change.Event, NhiJson.Default.DirectoryChanged),
        ReadResult.Risk risk => JsonSerializer.Serialize(risk.Event, NhiJson.Default.RiskDetected),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
