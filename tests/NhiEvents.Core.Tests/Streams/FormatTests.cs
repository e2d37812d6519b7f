using System.Text.Json;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Streams.Formats;

namespace NhiEvents.Core.Tests.Streams;

/// <summary>Forms of records, with names that try to be more than a name.</summary>
public sealed class FormatTests
{
    private const string Hostile = "x|y\\z=1\r\nCEF:0|fake|fake|1|1|fake|10|\u202Emsg=[link](http://evil.example)<!channel><@U1>\u0000\u2028";

    [Fact]
    public void A_hostile_name_stays_inside_its_field_of_CEF()
    {
        using var world = new StreamWorld();

        var line = StreamText.Of(Record(world, world.Changed(name: Hostile)), StreamFormat.Cef).Text;

        Assert.DoesNotContain(line, char.IsControl);
        Assert.DoesNotContain('\u202E', line);
        Assert.Equal(["CEF:0", "NhiEvents", "NhiEvents", "1", "NHI101"], line.Split('|')[..5]);
        var extension = line[(Unescaped(line, '|')[6] + 1)..]; // behind the seventh bar that is not escaped
        Assert.StartsWith("externalId=record ", extension, StringComparison.Ordinal);
        Assert.Equal(17, Unescaped(extension, '=').Count); // as many keys as with a plain name
        Assert.Equal(17, Unescaped(StreamText.Of(Record(world, world.Changed()), StreamFormat.Cef).Text, '=').Count);
    }

    [Fact]
    public void A_finding_becomes_a_detection_finding_of_OCSF()
    {
        using var world = new StreamWorld();
        var first = Ocsf(Record(world, world.Changed()) with { IsFirst = true });
        var update = Ocsf(Record(world, world.Changed(revision: 2)));
        var closed = Ocsf(Record(world, world.Changed(revision: 3, state: FindingState.Withdrawn)));

        Assert.Equal((2004, 2, 1, 200401), (Int(first, "class_uid"), Int(first, "category_uid"), Int(first, "activity_id"), Int(first, "type_uid")));
        Assert.Equal((200402, 200403), (Int(update, "type_uid"), Int(closed, "type_uid")));
        Assert.Equal((4, "High", 1, 4), (Int(first, "severity_id"), first.GetProperty("severity").GetString(), Int(first, "status_id"), Int(closed, "status_id")));
        Assert.Equal("f1", first.GetProperty("finding_info").GetProperty("uid").GetString());
        Assert.Equal("NHI101", first.GetProperty("finding_info").GetProperty("analytic").GetProperty("uid").GetString());
        Assert.Equal(world.Time.GetUtcNow().ToUnixTimeMilliseconds(), first.GetProperty("time").GetInt64());
        Assert.Equal(("1.3.0", "NhiEvents"), (first.GetProperty("metadata").GetProperty("version").GetString(), first.GetProperty("metadata").GetProperty("product").GetProperty("name").GetString()));
        Assert.Equal("11111111-0000-4000-8000-000000000001", first.GetProperty("resources")[0].GetProperty("uid").GetString());
        Assert.Equal(first.GetProperty("finding_info").GetProperty("uid").GetString(), closed.GetProperty("finding_info").GetProperty("uid").GetString());
    }

    [Fact]
    public void What_is_no_finding_is_a_base_event_with_all_that_we_know()
    {
        var decision = Ocsf(new DeliverRecord("t", "r", HouseRecordKind.Decision, DateTimeOffset.UnixEpoch) { Decision = new DecisionNote("exception", "e1", "active") });

        Assert.Equal((0, 99), (Int(decision, "class_uid"), Int(decision, "activity_id")));
        Assert.Equal("e1", decision.GetProperty("unmapped").GetProperty("decision").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(StreamFormat.Teams)]
    [InlineData(StreamFormat.Slack)]
    [InlineData(StreamFormat.Text)]
    public void A_hostile_name_is_no_link_mention_or_line_in_what_people_read(StreamFormat format)
    {
        var text = StreamText.Of(Notice(Hostile, 1), format).Text;
        using var world = new StreamWorld();

        Assert.DoesNotContain("\u202E", text.Replace("\\u202E", "\u202E", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
        if (format is StreamFormat.Text)
        {
            Assert.Equal(4, text.TrimEnd('\n').Split('\n').Length);
            return;
        }

        using var json = JsonDocument.Parse(text);
        var elements = Elements(json.RootElement).ToList();
        Assert.DoesNotContain(elements, element => element.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String && type.GetString() is "TextBlock" or "mrkdwn");
        if (format is StreamFormat.Slack)
        {
            Assert.DoesNotContain("<!channel>", json.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.All(elements.Where(element => element.TryGetProperty("emoji", out _)), element => Assert.DoesNotContain('<', element.GetProperty("text").GetString()!));
        }
    }

    [Fact]
    public void A_card_is_a_message_with_one_adaptive_card_and_stays_below_the_limits()
    {
        var many = Notice("svc", 500);
        using var teams = JsonDocument.Parse(StreamText.Of(many, StreamFormat.Teams).Text);
        using var slack = JsonDocument.Parse(StreamText.Of(many, StreamFormat.Slack).Text);

        Assert.Equal("message", teams.RootElement.GetProperty("type").GetString());
        Assert.Equal("application/vnd.microsoft.card.adaptive", teams.RootElement.GetProperty("attachments")[0].GetProperty("contentType").GetString());
        Assert.Contains("and 485 more", teams.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.InRange(slack.RootElement.GetProperty("blocks").GetArrayLength(), 1, 50);
        Assert.All(slack.RootElement.GetProperty("blocks").EnumerateArray(), block => Assert.InRange(block.GetProperty("text").GetProperty("text").GetString()!.Length, 1, 3000));
    }

    [Fact]
    public void A_record_in_our_own_JSON_names_no_outlet_and_can_be_read_back()
    {
        using var world = new StreamWorld();
        var record = Record(world, world.Changed(name: Hostile)) with { Outlet = "siem" };

        var text = StreamText.Of(record, StreamFormat.Json).Text;

        Assert.DoesNotContain('\n', text);
        var back = JsonSerializer.Deserialize(text, Contracts.NhiJson.Default.DeliverRecord)!;
        Assert.Equal((Hostile, null), (back.Finding!.Identity.DisplayName, back.Outlet));
    }

    private static DeliverRecord Notice(string line, int lines) => new("t", "r", HouseRecordKind.Digest, DateTimeOffset.UnixEpoch)
    {
        Notice = new OwnerNotice("Storage team", line, [new NoticeGroup(line, [.. Enumerable.Repeat(line, lines)])]),
    };

    private static DeliverRecord Record(StreamWorld world, FindingChanged changed) => new(StreamWorld.Tenant, "record", HouseRecordKind.Finding, world.Time.GetUtcNow()) { Finding = changed.Finding };

    private static JsonElement Ocsf(DeliverRecord record)
    {
        using var json = JsonDocument.Parse(StreamText.Of(record, StreamFormat.Ocsf).Text);
        return json.RootElement.Clone();
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static List<int> Unescaped(string text, char c) => [.. Enumerable.Range(0, text.Length).Where(i => text[i] == c && text[..i].Reverse().TakeWhile(before => before == '\\').Count() % 2 == 0)];

    private static IEnumerable<JsonElement> Elements(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Elements(member.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Elements),
        _ => [],
    };
}
