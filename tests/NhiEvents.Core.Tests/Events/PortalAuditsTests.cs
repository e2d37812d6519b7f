using System.Text;
using System.Text.Json.Nodes;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>The audit page's CSV: what it says is what the same audits say in Graph's JSON, as far as its columns reach.</summary>
public sealed class PortalAuditsTests
{
    /// <summary>The columns in the page's own order, up to the third property of the second target.</summary>
    private static readonly string[] Headings =
    [
        "Date (UTC)", "CorrelationId", "Service", "Category", "Activity", "Result", "ResultReason", "User Agent", "ActorType", "ActorDisplayName", "ActorObjectId", "ActorUserPrincipalName",
        "IPAddress", "ActorHomeTenantId", "ActorHomeTenantName", "ActorServicePrincipalId", "ActorServicePrincipalName",
        .. from target in Enumerable.Range(1, 2) from column in TargetColumns() select $"Target{target}{column}",
        .. from detail in Enumerable.Range(1, 6) from column in (string[])["Key", "Value"] select $"AdditionalDetail{detail}{column}",
    ];

    [Theory]
    [InlineData(1, ",")]
    [InlineData(2, ",")]
    [InlineData(2, ";")]
    public void A_row_says_what_the_same_audit_says_in_json(int number, string separator)
    {
        var audit = OtherShapes.GraphAudit(number);
        var expected = Change(audit.ToJsonString());

        var read = Assert.IsType<ReadResult.Change>(Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes("\uFEFF" + Csv([audit], separator)))).Result).Event;

        // The page gives no id, no kind of operation, no application id of the actor and no tenant.
        Assert.Equal((expected.At, expected.Operation, expected.Category, expected.Result, expected.Service, expected.CorrelationId, expected.UserAgent), (read.At, read.Operation, read.Category, read.Result, read.Service, read.CorrelationId, read.UserAgent));
        Assert.Equal(expected.Actor with { AppId = null }, read.Actor);
        Assert.Equal(expected.Details, read.Details);
        var (wanted, got) = (Assert.Single(expected.Targets), Assert.Single(read.Targets));
        Assert.Equal((wanted.Id, wanted.Type, wanted.DisplayName), (got.Id, got.Type, got.DisplayName));
        Assert.Equal(wanted.Properties, got.Properties);
        Assert.Equal(SignInReader.UnknownTenant, read.TenantId);
    }

    [Fact]
    public void Added_credentials_are_found_in_it()
    {
        var added = Splitting.Items(Encoding.UTF8.GetBytes(Csv([OtherShapes.GraphAudit(1), OtherShapes.GraphAudit(2)], ",")))
            .SelectMany(item => CredentialAddition.Of(Assert.IsType<ReadResult.Change>(item.Result).Event)).ToList();

        Assert.Equal([ActorKind.User, ActorKind.Application], added.Select(addition => addition.Actor.Kind));
        Assert.Equal(2, added.Select(addition => addition.EventKey).Distinct().Count());
        Assert.All(added, addition => Assert.Equal("11ca002d-d846-4692-8e1f-501db99f485a", Assert.Single(addition.Added).Key));
    }

    [Fact]
    public void A_row_with_more_cells_than_headings_is_rejected_and_the_next_is_read()
    {
        var csv = Csv([OtherShapes.GraphAudit(1), OtherShapes.GraphAudit(2)], ",").Split("\r\n");
        csv[1] += ",more";

        var items = Splitting.Items(Encoding.UTF8.GetBytes(string.Join("\r\n", csv)));

        Assert.Equal(RejectReasons.WrongCells, Assert.IsType<ReadResult.Unreadable>(items[0].Result).Reason);
        Assert.IsType<ReadResult.Change>(items[1].Result);
    }

    [Fact]
    public void Bytes_that_are_no_text_harm_nothing()
    {
        var text = Encoding.UTF8.GetBytes(Csv([OtherShapes.GraphAudit(1)], ","));
        text[text.AsSpan().IndexOf("Billing"u8)] = 0xFF;

        Assert.Equal("\uFFFDilling export", Assert.Single(Assert.IsType<ReadResult.Change>(Assert.Single(Splitting.Items(text)).Result).Event.Targets).DisplayName);
    }

    private static DirectoryChanged Change(string json) => Assert.IsType<ReadResult.Change>(EventReader.Read(Encoding.UTF8.GetBytes(json))).Event;

    private static IEnumerable<string> TargetColumns() =>
        ["Type", "DisplayName", "ObjectId", "UserPrincipalName", .. from property in Enumerable.Range(1, 3) from column in (string[])["Name", "OldValue", "NewValue"] select $"ModifiedProperty{property}{column}"];

    private static string Csv(IEnumerable<JsonObject> audits, string separator) =>
        string.Concat(((IEnumerable<string>)[string.Join(separator, Headings.Select(Quoted)), .. audits.Select(audit => Row(audit, separator))]).Select(line => line + "\r\n"));

    private static string Row(JsonObject audit, string separator)
    {
        var cells = Cells(audit);
        return string.Join(separator, Headings.Select(heading => Quoted(cells.GetValueOrDefault(heading) ?? "")));
    }

    private static Dictionary<string, string?> Cells(JsonObject audit)
    {
        var user = audit["initiatedBy"]!["user"];
        var app = audit["initiatedBy"]!["app"];
        var cells = new Dictionary<string, string?>
        {
            ["Date (UTC)"] = (string?)audit["activityDateTime"], ["CorrelationId"] = (string?)audit["correlationId"], ["Service"] = (string?)audit["loggedByService"],
            ["Category"] = (string?)audit["category"], ["Activity"] = (string?)audit["activityDisplayName"], ["Result"] = (string?)audit["result"], ["User Agent"] = "",
            ["ActorType"] = user is null ? "Application" : "User", ["ActorDisplayName"] = (string?)user?["displayName"], ["ActorObjectId"] = (string?)user?["id"],
            ["ActorUserPrincipalName"] = (string?)user?["userPrincipalName"], ["IPAddress"] = (string?)user?["ipAddress"],
            ["ActorServicePrincipalId"] = (string?)app?["servicePrincipalId"], ["ActorServicePrincipalName"] = (string?)app?["displayName"],
        };
        foreach (var (target, number) in audit["targetResources"]!.AsArray().Select((target, number) => (target!, number + 1)))
        {
            (cells[$"Target{number}Type"], cells[$"Target{number}DisplayName"], cells[$"Target{number}ObjectId"]) = ((string?)target["type"], (string?)target["displayName"], (string?)target["id"]);
            foreach (var (property, place) in target["modifiedProperties"]!.AsArray().Select((property, place) => (property!, place + 1)))
            {
                var name = $"Target{number}ModifiedProperty{place}";
                (cells[name + "Name"], cells[name + "OldValue"], cells[name + "NewValue"]) = ((string?)property["displayName"], (string?)property["oldValue"], (string?)property["newValue"]);
            }
        }

        foreach (var (detail, number) in audit["additionalDetails"]!.AsArray().Select((detail, number) => (detail!, number + 1)))
        {
            (cells[$"AdditionalDetail{number}Key"], cells[$"AdditionalDetail{number}Value"]) = ((string?)detail["key"], (string?)detail["value"]);
        }

        return cells;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
