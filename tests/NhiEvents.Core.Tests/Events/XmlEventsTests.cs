using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Event 4740 as XML, alone, in carriers, and hostile.</summary>
public sealed class XmlEventsTests
{
    private static readonly string Json = """
        {"EventID":4740,"EventRecordID":7,"TimeCreated":"2026-03-02T08:01:00.12Z","Computer":"dc1","EventData":{"TargetUserName":"svc-a","TargetDomainName":"JOBHOST7","TargetSid":"S-1-5-21-1-2-3-1104","SubjectDomainName":"CONTOSO"}}
        """;

    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["alone"] = Event("svc-a"),
        ["root, prolog, mark"] = $"\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n<Events>{Event("svc-a")}</Events>\r\n",
        ["as the Event Viewer shows it"] = Event("svc-a").Replace("<Event ", "- <Event ", StringComparison.Ordinal).Replace("<System>", "\n  - <System>\n  ", StringComparison.Ordinal)
            .Replace("<EventData xmlns='x'>", "\n  - <EventData xmlns='x'><Data Name='TargetUserName' />\n  - ", StringComparison.Ordinal),
        ["among other events"] = $"{Event("x").Replace("4740", "4624", StringComparison.Ordinal)}\n{Event("svc-a")}\n{Event("DC1$")}",
        ["Splunk"] = new JsonObject { ["preview"] = false, ["result"] = new JsonObject { ["_raw"] = Event("svc-a") } }.ToJsonString(),
        ["Splunk, CSV"] = $"\"_raw\",host\r\n\"{Event("svc-a")}\",h\r\n",
        ["Winlogbeat"] = new JsonObject { ["event"] = new JsonObject { ["code"] = "4740", ["original"] = Event("svc-a") }, ["winlog"] = new JsonObject { ["event_id"] = "4740" } }.ToJsonString(),
        ["SecurityEvent, EventData"] = new JsonObject
        {
            ["Type"] = "SecurityEvent", ["EventID"] = 4740, ["EventRecordId"] = "7", ["TimeGenerated"] = "2026-03-02T08:01:00.12Z", ["Computer"] = "dc1", ["EventData"] = Data("svc-a"),
        }.ToJsonString(),
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    public static string Events(params string[] accounts) => $"<Events>\n{string.Join('\n', accounts.Select(Event))}\n</Events>";

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lockout_is_the_same_in_XML_as_in_JSON(string shape)
    {
        var expected = Assert.IsType<ReadResult.Lockout>(EventReader.Read(Encoding.UTF8.GetBytes(Json))).Event;

        var found = Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes(Shapes[shape])), item => item.Result is not ReadResult.NotForUs);

        var lockout = Assert.IsType<ReadResult.Lockout>(found.Result).Event;
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(lockout));
    }

    [Fact]
    public void A_row_is_read_again_from_its_place()
    {
        var text = Encoding.UTF8.GetBytes(Events("svc-a", "svc-b"));
        var items = Splitting.Items(text);

        foreach (var item in items)
        {
            var again = RecordSplitter.Within(item.Format!);
            Assert.True(again.Next(text.AsSpan((int)item.Offset, item.Length), final: true, out var same));
            Assert.Equal(((ReadResult.Lockout)item.Result).Event.AccountName, Assert.IsType<ReadResult.Lockout>(same.Result).Event.AccountName);
        }

        Assert.Equal(2, items.Count);
    }

    [Fact]
    public void A_cut_event_costs_itself_only()
    {
        var text = Events("svc-a", "svc-b").Replace("svc-a</Data>", "svc-a", StringComparison.Ordinal) + Event("svc-c")[..^9] + "\n" + Event("svc-d") + "<Event >";

        var results = Splitting.Items(Encoding.UTF8.GetBytes(text)).ConvertAll(item => item.Result is ReadResult.Lockout { Event.AccountName: var name } ? name : ((ReadResult.Unreadable)item.Result).Reason);

        Assert.Equal([RejectReasons.NotJson, "svc-b", RejectReasons.NotJson, "svc-d", RejectReasons.NotJson], results);
    }

    [Fact]
    public void Entities_depth_and_size_end_in_rejections_soon()
    {
        var clock = Stopwatch.StartNew();
        var entity = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" + Event("&b;");
        var outside = Event("svc-x").Replace("<System>", "<!DOCTYPE y SYSTEM \"file:///etc/hostname\"><System>", StringComparison.Ordinal);
        var deep = $"<Event >4740{string.Concat(Enumerable.Repeat("<b>", 10_000))}{string.Concat(Enumerable.Repeat("</b>", 10_000))}</Event>";
        var open = string.Concat(Enumerable.Repeat("<Event >", 400_000));
        var large = $"<Event >4740{new string('x', 3_000_000)}</Event>";
        var text = Encoding.UTF8.GetBytes(entity + outside + deep + large + Event("svc-a") + open);

        var results = Splitting.Items(text).ConvertAll(item => (item.Result as ReadResult.Unreadable)?.Reason ?? ((ReadResult.Lockout)item.Result).Event.AccountName);

        Assert.Equal([RejectReasons.NotJson, RejectReasons.NotJson, RejectReasons.NotJson, RejectReasons.TooLarge, "svc-a"], results.Take(5));
        Assert.All(results.Skip(5), reason => Assert.Contains(reason, RejectReasons.All));
        Assert.InRange(results.Count, 6, 20);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(results.Count, Splitting.Items(text, RecordSplitter.Lookahead).Count);
    }

    [Theory]
    [InlineData("<Objs Version=\"1.1.0.1\"><Obj RefId=\"0\"/></Objs>", "ConvertTo-Json")]
    [InlineData("<html><body>Sign in</body></html>", "XML without events")]
    public void Other_XML_is_refused_with_what_to_give_instead(string text, string expected)
    {
        var refused = Assert.IsType<ReadResult.Unreadable>(Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes(text))).Result);

        Assert.Contains(expected, refused.Detail, StringComparison.Ordinal);
    }

    private static string Event(string account) =>
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4740</EventID>"
        + "<TimeCreated SystemTime='2026-03-02T08:01:00.12Z'/><EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>dc1</Computer><Security/></System>"
        + $"{Data(account)}</Event>";

    private static string Data(string account) =>
        $"<EventData xmlns='x'><Data Name='TargetUserName'>{account}</Data><Data Name='TargetDomainName'>JOBHOST7</Data><Data Name='TargetSid'>S-1-5-21-1-2-3-1104</Data>"
        + "<Data Name='SubjectUserName'>DC1$</Data><Data Name='SubjectDomainName'>CONTOSO</Data></EventData>";
}
