using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>What Elastic has taken apart is the record that it was, as far as it still holds it.</summary>
public sealed class ElasticDocumentTests
{
    private static readonly IReadOnlyList<AbstractSignIn> SignIns = AbstractSignIn.Some(20);

    public static TheoryData<string> Shapes => [.. ElasticShapes.All.Keys];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_sign_in_is_the_same_in_every_form_of_the_document(string shape) =>
        AssertSame([.. SignIns.Select(ShapeWriters.Diagnostic)], ElasticShapes.SignIn, shape);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void An_audit_keeps_its_actor_and_what_it_changed(string shape) =>
        AssertSame([OtherShapes.DiagnosticAudit(1), OtherShapes.DiagnosticAudit(2)], ElasticShapes.Audit, shape);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_refusal_keeps_its_claims_and_its_reason(string shape) => AssertSame([OtherShapes.DiagnosticDenial(1), OtherShapes.DiagnosticDenial(2)], ElasticShapes.Activity, shape);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_change_keeps_how_the_user_proved_itself(string shape) => AssertSame([ChangeShapes.Diagnostic(1), ChangeShapes.Diagnostic(2)], ElasticShapes.Activity, shape);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_risk_is_the_same_in_every_form_of_the_document(string shape) => AssertSame([RiskShapes.DiagnosticUserRisk()], ElasticShapes.Risk, shape);

    [Fact]
    public void Kibanas_cells_give_the_same_events_and_policies()
    {
        var text = ElasticShapes.Csv([.. SignIns.Select(row => ElasticShapes.SignIn(ShapeWriters.Diagnostic(row)))]);

        var read = Read(text).ConvertAll(result => Assert.IsType<ReadResult.Row>(result).SignIn);

        Assert.Equal(SignIns.Select(row => Told(Assert.IsType<ReadResult.Row>(Single(ShapeWriters.Diagnostic(row).ToJsonString())).SignIn)), read.Select(Told));
    }

    [Fact]
    public void Kibanas_cells_give_the_same_audits()
    {
        JsonObject[] records = [OtherShapes.DiagnosticAudit(1), OtherShapes.DiagnosticAudit(2)];

        var read = Read(ElasticShapes.Csv([.. records.Select(ElasticShapes.Audit)])).ConvertAll(result => Assert.IsType<ReadResult.Change>(result).Event);

        Assert.Equal(records.Select(row => (Assert.IsType<ReadResult.Change>(Single(row.ToJsonString())).Key, "success")), read.Select(change => (change.Key, change.Result)));
        Assert.All(read, change => Assert.Equal(2, Assert.Single(change.Targets).Properties.Count));
    }

    [Fact]
    public void Rules_see_the_record_and_not_the_document()
    {
        var text = Encoding.UTF8.GetBytes(ElasticShapes.SignIn(ShapeWriters.Diagnostic(SignIns[0])).ToJsonString());
        var item = Assert.Single(Splitting.Items(text));
        var seen = new List<JsonNode?>();

        RawRow.Match(row => { seen.Add(JsonNode.Parse(row)); return []; }, text.AsSpan((int)item.Offset, item.Length), item.Format);

        Assert.Equal(SignIns[0].Code, (int?)Assert.Single(seen)!["properties"]!["status"]!["errorCode"]);
    }

    [Theory]
    [InlineData("Strong authentication is required. (MFA completed in Azure AD)", 50074, "Strong authentication is required.", true)]
    [InlineData("MFA requirement satisfied by claim in the token", 0, null, true)]
    [InlineData("Something (else) failed.", 50074, "Something (else) failed.", false)]
    public void The_message_is_taken_apart_into_reason_and_details(string message, int code, string? reason, bool mfa)
    {
        var document = ElasticShapes.SignIn(ShapeWriters.Diagnostic(new AbstractSignIn(1, SignInShape.Interactive, code)));
        document["message"] = message;
        document["azure"]!["signinlogs"]!.AsObject().Remove("result_description");

        var signIn = Assert.IsType<ReadResult.Row>(Single(document.ToJsonString())).SignIn;

        Assert.Equal((reason, mfa), (signIn.FailureReason, signIn.MfaSatisfied));
    }

    [Theory]
    [InlineData("event.original")]
    [InlineData("event")]
    public void The_original_counts_before_what_was_made_of_it(string place)
    {
        var document = ElasticShapes.SignIn(ShapeWriters.Diagnostic(SignIns[0]));
        var original = ShapeWriters.Diagnostic(SignIns[1]).ToJsonString();
        document[place] = place == "event" ? new JsonObject { ["original"] = original } : original;

        Assert.Equal(Json(Single(original)), Json(Single(document.ToJsonString())));
        Assert.Equal(Json(Single(original)), Json(Assert.Single(Read(ElasticShapes.All["an answer to a search for fields"]([document])))));
    }

    /// <summary>Filebeat's module of 2019 kept the category among ECS fields, and its audits without any.</summary>
    [Fact]
    public void The_oldest_documents_name_their_log_elsewhere()
    {
        var signIn = ElasticShapes.SignIn(ShapeWriters.Diagnostic(SignIns[0]));
        signIn["azure"]!["signinlogs"]!.AsObject().Remove("category");
        signIn["event"]!["category"] = ShapeWriters.Diagnostic(SignIns[0])["category"]!.DeepClone();
        var audit = ElasticShapes.Audit(OtherShapes.DiagnosticAudit(1));
        audit["azure"]!["auditlogs"]!.AsObject().Remove("category");

        Assert.Equal(Json(Single(ShapeWriters.Diagnostic(SignIns[0]).ToJsonString())), Json(Single(signIn.ToJsonString())));
        Assert.Equal(Json(Single(OtherShapes.DiagnosticAudit(1).ToJsonString())), Json(Single(audit.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"azure":{"signinlogs":{"category":"SignInLogs"}},"event":{"action":"Sign-in activity"}}""", RejectReasons.NoProperties)]
    [InlineData("""{"azure.signinlogs.category":"SignInLogs","azure.signinlogs.properties.user_id":"a","azure.signinlogs.properties.created_at":"soon","azure.signinlogs.result_type":"0"}""", RejectReasons.BadTime)]
    [InlineData("""{"azure":{"signinlogs":{"identity":"somebody"}}}""", RejectReasons.NoCategory)]
    [InlineData("""{"azure":{"signinlogs":"text"},"signinlogs":[[[]]],"azure.signinlogs":7}""", RejectReasons.NoCategory)]
    [InlineData("""{"fields":{"azure.auditlogs.operation_name":[]}}""", RejectReasons.NoOperation)]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[{"key":"azure.category","value":{"stringValue":"SignInLogs"}}]}]}]}]}""", RejectReasons.NoCategory)]
    public void What_holds_too_little_is_refused_with_what_it_lacks(string row, string reason) => Assert.Equal(reason, Assert.IsType<ReadResult.Unreadable>(Single(row)).Reason);

    [Fact]
    public void Names_with_a_million_points_are_read_in_their_time()
    {
        var name = string.Concat(Enumerable.Repeat("azure.signinlogs.", 40_000));
        var members = string.Join(',', Enumerable.Range(0, 2_000).Select(number => $"\"azure.signinlogs.a.{number % 7}.b\":{{\"c.{number}\":[{number}]}}"));

        Assert.IsType<ReadResult.Unreadable>(Single($$"""{"{{name}}":1}"""));
        Assert.IsType<ReadResult.Unreadable>(Single($$"""{{{members}}}"""));
    }

    [Fact]
    public void Answers_follow_each_other_and_a_cut_one_is_told()
    {
        var answer = ElasticShapes.All["an answer to a search"]([.. SignIns.Take(3).Select(row => ElasticShapes.SignIn(ShapeWriters.Diagnostic(row)))]);

        Assert.Equal(6, Read($"{answer}\n[{answer}]").OfType<ReadResult.Row>().Count());

        var cut = Read(answer[..answer.LastIndexOf("\"_index\"", StringComparison.Ordinal)]);
        Assert.Equal((2, 1), (cut.OfType<ReadResult.Row>().Count(), cut.OfType<ReadResult.Unreadable>().Count()));
    }

    private static void AssertSame(IReadOnlyList<JsonObject> records, Func<JsonObject, JsonObject> document, string shape) =>
        Assert.Equal(records.Select(record => Json(Single(record.ToJsonString()))), Read(ElasticShapes.All[shape]([.. records.Select(document)])).Select(Json));

    /// <summary>What a cell can still tell.</summary>
    private static string Told(SignIn row) =>
        string.Join('|', [row.Key, row.TenantId, row.DisplayName, row.ErrorCode, row.Country, row.IpAddress, row.CredentialKeyId, .. row.DemandedBy, .. row.Policies.Select(policy => $"{policy.Id} {policy.Result}")]);

    private static List<ReadResult> Read(string text) => Splitting.Items(Encoding.UTF8.GetBytes(text)).ConvertAll(item => item.Result);

    private static ReadResult Single(string row) => Assert.Single(Read(row));

    private static string Json(ReadResult result) => result switch
    {
        ReadResult.Row row => JsonSerializer.Serialize(row.SignIn, NhiJson.Default.SignIn),
        ReadResult.Change change => JsonSerializer.Serialize(change.Event, NhiJson.Default.DirectoryChanged),
        ReadResult.Risk risk => JsonSerializer.Serialize(risk.Event, NhiJson.Default.RiskDetected),
        ReadResult.Denial denial => JsonSerializer.Serialize(denial.Event, NhiJson.Default.ResourceDenied),
        _ => result.ToString(),
    };
}
