using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>A row is the same after a tool has taken it apart, as far as the data is still there.</summary>
public sealed class FlatRowsTests
{
    public static TheoryData<string> Names => [.. FlatShapes.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sign_in_is_the_same_in_every_flat_shape(string shape)
    {
        foreach (var signIn in AbstractSignIn.Some(12))
        {
            var row = ShapeWriters.Diagnostic(signIn);

            Assert.Equal(Json(Read(row.ToJsonString())), Json(Read(FlatShapes.All[shape](row))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void So_is_an_audit_with_what_changed(string shape)
    {
        foreach (var row in new[] { OtherShapes.DiagnosticAudit(1), OtherShapes.GraphAudit(2) })
        {
            Assert.Equal(Json(Read(row.ToJsonString())), Json(Read(FlatShapes.All[shape](row))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void So_are_a_refusal_and_a_risk(string shape)
    {
        foreach (var row in new[] { OtherShapes.ListedDenial(1), RiskShapes.GraphRisk(1) })
        {
            Assert.Equal(Json(Read(row.ToJsonString())), Json(Read(FlatShapes.All[shape](row))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_see_the_row_put_together_again(string shape)
    {
        var text = Encoding.UTF8.GetBytes(FlatShapes.All[shape](OtherShapes.DiagnosticAudit(1)));
        var item = Splitting.Items(text)[0];
        var seen = new List<string>();

        RawRow.Match(row => { seen.Add(Encoding.UTF8.GetString(row)); return []; }, text.AsSpan((int)item.Offset, item.Length), item.Format);

        var row = JsonNode.Parse(Assert.Single(seen))!;
        var audit = row["properties"]!["targetResources"]![0]!;
        Assert.Equal(OtherShapes.DiagnosticAudit(1)["properties"]!["targetResources"]![0]!["modifiedProperties"]![0]!["newValue"]!.GetValue<string>(), audit["modifiedProperties"]![0]!["newValue"]!.GetValue<string>());
    }

    [Fact]
    public void Of_several_targets_the_first_has_what_changed_and_lists_of_other_lengths_are_left_out()
    {
        var change = Assert.IsType<ReadResult.Change>(Read("""
            {"result":{"category":"AuditLogs","operationName":"Add member to group","time":"2026-03-02T08:00:00Z","properties.activityDisplayName":"Add member to group",
            "properties.targetResources{}.id":["t-1","t-2"],"properties.targetResources{}.type":["User","Group"],"properties.targetResources{}.userPrincipalName":"svc-one@contoso.example",
            "properties.targetResources{}.displayName":["null","Pilots"],
            "properties.targetResources{}.modifiedProperties{}.displayName":["Group.ObjectID","Group.DisplayName"],"properties.targetResources{}.modifiedProperties{}.newValue":["g-1","Pilots"]}}
            """)).Event;

        Assert.Equal([("t-1", "User", null, null), ("t-2", "Group", null, "Pilots")], change.Targets.Select(target => (target.Id!, target.Type, target.UserPrincipalName, target.DisplayName)));
        Assert.Equal([("Group.ObjectID", "g-1"), ("Group.DisplayName", "Pilots")], change.Targets[0].Properties.Select(property => (property.Name, property.NewValue!)));
        Assert.Empty(change.Targets[1].Properties);
    }

    [Theory]
    [InlineData("""{"result":{"category":"SignInLogs","operationName":"Sign-in activity","properties.appId":"a","_time":"2026-03-02T08:00:00Z"}}""", RejectReasons.NoProperties)]
    [InlineData("""{"class_uid":3002,"class_name":"Authentication","actor":{"user":{"uid":"x"}},"time":1772435100000,"status_code":"50076"}""", RejectReasons.NoCategory)]
    [InlineData("""{"event_type":"LOGIN","created_by":{"login":"x"},"ip_address":"192.0.2.1"}""", RejectReasons.NoCategory)]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7386\n", RejectReasons.NotJson)]
    public void What_lacks_the_keys_is_refused(string row, string reason) => Assert.Equal(reason, Assert.IsType<ReadResult.Unreadable>(Read(row)).Reason);

    [Theory]
    [InlineData("a[999]")]
    [InlineData("a{}.b{}.c{}")]
    [InlineData("a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0")]
    [InlineData("..")]
    [InlineData("a.\\ud800")]
    [InlineData("{}")]
    public void Hostile_names_end_in_a_refusal(string name)
    {
        var members = string.Join(',', Enumerable.Range(0, 3000).Select(number => $"\"{name}{number}.status_code\":[{number},\"\\ud800\"]"));

        Assert.IsType<ReadResult.Unreadable>(Read($$"""{"user_id":"x","status.errorCode":"y",{{members}}}"""));
    }

    [Theory]
    [InlineData("{'requirementProvider': datetime.datetime(2026, 3, 2)}")]
    [InlineData("[{'requirementProvider': 'user'")]
    [InlineData("[{'requirementProvider': 'us\\")]
    public void What_Python_prints_of_its_own_objects_is_left_out_and_the_row_stands(string printed)
    {
        var row = ShapeWriters.Diagnostic(AbstractSignIn.Some(1)[0]);
        row["properties"]!["authenticationRequirementPolicies"] = printed;

        Assert.IsType<ReadResult.Row>(Read(row.ToJsonString()));
        Assert.IsType<ReadResult.Row>(Read(FlatShapes.All["one level, numbered"](row)));
    }

    [Fact]
    public void A_prefix_is_passed_over_only_before_a_row_that_ends_its_line()
    {
        var row = ShapeWriters.Diagnostic(AbstractSignIn.Some(1)[0]).ToJsonString();

        var items = Splitting.Items(Encoding.UTF8.GetBytes($"a {row} b\n2026-03-02T08:00:00Z host {row}\n[host] {row}\r\n{new string('x', 600)} {row}\n"));

        Assert.Equal(1, items.Count(item => item.Result is ReadResult.Row));
    }

    private static ReadResult Read(string text) => Splitting.Items(Encoding.UTF8.GetBytes(text))[0].Result;

    private static string Json(ReadResult result) => result switch
    {
        ReadResult.Row row => JsonSerializer.Serialize(row.SignIn, NhiJson.Default.SignIn),
        ReadResult.Change change => JsonSerializer.Serialize(change.Event, NhiJson.Default.DirectoryChanged),
        ReadResult.Risk risk => JsonSerializer.Serialize(risk.Event, NhiJson.Default.RiskDetected),
        ReadResult.Denial denial => JsonSerializer.Serialize(denial.Event, NhiJson.Default.ResourceDenied),
        _ => result.ToString(),
    };
}
