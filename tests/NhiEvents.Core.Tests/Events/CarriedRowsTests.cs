using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>A record is the same whoever carries it.</summary>
public sealed class CarriedRowsTests
{
    private static readonly IReadOnlyList<AbstractSignIn> SignIns = AbstractSignIn.Some(20);

    public static TheoryData<string> Names => [.. Carriers.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sign_in_is_the_same_in_every_carrier(string carrier)
    {
        var carried = Read(Carriers.All[carrier](SignIns.Select(ShapeWriters.Diagnostic)));

        Assert.Equal(SignIns.Select(row => Json(Single(ShapeWriters.Diagnostic(row)))), carried.Select(item => Json(item.Result)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_audit_keeps_its_targets_in_every_carrier(string carrier)
    {
        var carried = Read(Carriers.All[carrier]([OtherShapes.DiagnosticAudit(1), OtherShapes.DiagnosticAudit(2)])).ConvertAll(item => Assert.IsType<ReadResult.Change>(item.Result).Event);

        Assert.Equal(2, carried.Count);
        Assert.All(carried, change => Assert.Contains("KeyIdentifier", Assert.Single(change.Targets).Properties[0].NewValue, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_see_the_record_and_not_its_carrier(string carrier)
    {
        var text = Encoding.UTF8.GetBytes(Carriers.All[carrier]([ShapeWriters.Diagnostic(SignIns[0])]));
        var item = Assert.Single(Splitting.Items(text));
        var seen = new List<string>();

        RawRow.Match(row => { seen.Add(Encoding.UTF8.GetString(row)); return []; }, text.AsSpan((int)item.Offset, item.Length), item.Format);

        Assert.Equal(ShapeWriters.Diagnostic(SignIns[0]).ToJsonString(), Assert.Single(seen));
    }

    [Theory]
    [InlineData("""{"@timestamp":"2026-03-02T08:00:00Z","aws":{"cloudtrail":{"event_version":"1.05"}},"event":{"action":"ConsoleLogin"},"message":"{ no"}""", RejectReasons.NoCategory, "event.original")]
    [InlineData("""{"Body":"{\"records\":[{\"category\":\"RiskyUsers\"},{\"category\":\"RiskyUsers\"}]}"}""", RejectReasons.NoCategory, "several rows")]
    [InlineData("""{"preview":false,"result":{"_raw":"{\"category\":\"NetworkFlow\"}"}}""", RejectReasons.UnknownCategory, "record that the row carries")]
    public void What_a_carrier_keeps_in_a_form_of_its_own_is_refused_with_what_to_give_instead(string row, string reason, string expected)
    {
        var refused = Assert.IsType<ReadResult.Unreadable>(Assert.Single(Read(row)).Result);

        Assert.Equal(reason, refused.Reason);
        Assert.Contains(expected, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carrier_in_a_carrier_in_a_carrier_ends()
    {
        var row = Enumerable.Range(0, 20).Aggregate(ShapeWriters.Diagnostic(SignIns[0]), (inside, _) => new JsonObject { ["message"] = inside });

        Assert.IsType<ReadResult.Unreadable>(Assert.Single(Read(row.ToJsonString())).Result);
    }

    [Fact]
    public void PowerShells_objects_are_Graphs()
    {
        var text = new JsonArray([.. SignIns.Select(row => Carriers.InPowerShell(ShapeWriters.Graph(row)))]).ToJsonString(new() { WriteIndented = true });

        Assert.Equal(SignIns.Select(row => Json(Single(ShapeWriters.Graph(row)))), Read(text).Select(item => Json(item.Result)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void PowerShells_audits_and_risks_are_Graphs(int number)
    {
        foreach (var row in new[] { OtherShapes.GraphAudit(number), RiskShapes.GraphRisk(number), RiskShapes.GraphUserRisk() })
        {
            Assert.Equal(Json(Single(row)), Json(Single((JsonObject)Carriers.InPowerShell(row)!)));
        }
    }

    [Fact]
    public void PowerShell_puts_dictionaries_into_a_member_of_their_own()
    {
        var row = (JsonObject)Carriers.InPowerShell(OtherShapes.ListedDenial(1))!;
        row["Claims"] = new JsonObject { ["Content"] = OtherShapes.ListedDenial(1)["claims"]!.DeepClone() };
        row["Properties"] = new JsonObject { ["Content"] = OtherShapes.ListedDenial(1)["properties"]!.DeepClone() };

        Assert.Equal(Json(Single(OtherShapes.ListedDenial(1))), Json(Single(row)));
    }

    [Theory]
    [InlineData("""{"Workload":"AzureActiveDirectory","RecordType":15,"Operation":"UserLoggedIn","UserId":"somebody@contoso.example","CreationTime":"2026-03-02T08:00:00"}""", "OfficeActivity")]
    public void The_unified_audit_log_is_left_aside(string row, string expected) => Assert.Equal(expected, Assert.IsType<ReadResult.NotForUs>(Assert.Single(Read(row)).Result).Reason);

    private static List<LogItem> Read(string text) => Splitting.Items(Encoding.UTF8.GetBytes(text));

    private static ReadResult Single(JsonObject row) => Assert.Single(Read(row.ToJsonString())).Result;

    private static string Json(ReadResult result) => result switch
    {
        ReadResult.Row row => JsonSerializer.Serialize(row.SignIn, NhiJson.Default.SignIn),
        ReadResult.Change change => JsonSerializer.Serialize(change.Event, NhiJson.Default.DirectoryChanged),
        ReadResult.Risk risk => JsonSerializer.Serialize(risk.Event, NhiJson.Default.RiskDetected),
        ReadResult.Denial denial => JsonSerializer.Serialize(denial.Event, NhiJson.Default.ResourceDenied),
        _ => throw new InvalidOperationException(result.ToString()),
    };
}
