using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Event 4740 as the programs write it that turn event logs into JSON.</summary>
public sealed class LockoutShapesTests
{
    private const string Time = "2026-03-02T08:01:00.12Z";

    private static readonly (string Name, string Value)[] Data =
    [
        ("TargetUserName", "svc-deploy"), ("TargetDomainName", "JOBHOST7"), ("TargetSid", "S-1-5-21-1-2-3-1104"), ("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "DC1$"),
        ("SubjectDomainName", "CONTOSO"), ("SubjectLogonId", "0x3e7"),
    ];

    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["evtx_dump"] = """{"Event":{"#attributes":{"xmlns":"x"},"System":{"EventID":4740,"TimeCreated":{"#attributes":{"SystemTime":"TIME"}},"EventRecordID":7,"Computer":"dc1"},"EventData":OBJECT}}""",
        ["evtx_dump, attributes"] = """{"Event":{"System":{"EventID":{"#attributes":{"Qualifiers":0},"#text":4740},"TimeCreated":{"#attributes":{"SystemTime":"TIME"}},"Computer":"dc1"},"EventData":{"Data":[ATTRIBUTES]}}}""",
        ["EvtxECmd"] = """{"EventId":4740,"TimeCreated":"TIME","EventRecordId":"7","Computer":"dc1","Channel":"Security","Payload":"{\"EventData\":{\"Data\":[PAYLOAD]}}"}""",
        ["Get-WinEvent"] = """[{"Id":4740,"LogName":"Security","RecordId":7,"MachineName":"dc1","TimeCreated":"\/Date(1772438460120)\/","Properties":[PROPERTIES]}]""",
        ["Get-WinEvent, SIDs as objects"] = """[{"Id":4740,"LogName":"Security","RecordId":7,"MachineName":"dc1","TimeCreated":"TIME","Properties":[SIDS]}]""",
        ["Get-EventLog"] = """[{"EventID":4740,"Index":7,"MachineName":"dc1","TimeGenerated":"TIME","ReplacementStrings":[TEXTS]}]""",
        ["Fluent Bit"] = """{"EventID":4740,"EventRecordID":7,"Computer":"dc1","TimeCreated":"2026-03-02 08:01:00 +0000","StringInserts":[TEXTS]}""",
        ["OpenTelemetry"] = """{"event_id":{"id":4740,"qualifiers":0},"record_id":7,"computer":"dc1","system_time":"TIME","event_data":OBJECT}""",
        ["Wazuh"] = """{"rule":{"level":3},"agent":{"id":"001"},"data":{"win":{"system":{"eventID":"4740","systemTime":"TIME","eventRecordID":"7","computer":"dc1"},"eventdata":LOWER}}}""",
        ["Winlogbeat, an index's hit"] = """{"_index":"w","_source":{"@timestamp":"TIME","winlog":{"event_id":"4740","record_id":7,"computer_name":"dc1","event_data":OBJECT}}}""",
        ["plain"] = """{"EventID":4740,"TimeCreated":"TIME","Computer":"dc1","EventData":OBJECT}""",
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lockout_is_the_same_whoever_wrote_it(string shape)
    {
        var item = Assert.Single(Splitting.Items(Filled(shape)));

        var lockout = Assert.IsType<ReadResult.Lockout>(item.Result).Event;

        Assert.Equal(("svc-deploy", "CONTOSO", "S-1-5-21-1-2-3-1104", "JOBHOST7", "dc1"), (lockout.AccountName, lockout.Domain, lockout.AccountSid, lockout.CallerComputer, lockout.DomainController));
        Assert.Equal(DateTimeOffset.Parse("2026-03-02T08:01:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), lockout.At.ToUnixTimeSeconds());
        Assert.Equal(Assert.IsType<ReadResult.Lockout>(EventReader.Read(Filled("plain"))).Key, lockout.Key);
    }

    [Fact]
    public void Message_texts_alone_are_refused() =>
        Assert.Equal(
            RejectReasons.NoIdentity,
            Assert.IsType<ReadResult.Unreadable>(EventReader.Read("""{"Id":4740,"LogName":"Security","TimeCreated":"2026-03-02T08:01:00Z","Message":"A user account was locked out."}"""u8)).Reason);

    private static byte[] Filled(string shape) => Encoding.UTF8.GetBytes(Shapes[shape]
        .Replace("TIME", Time, StringComparison.Ordinal)
        .Replace("OBJECT", Object(name => name), StringComparison.Ordinal)
        .Replace("LOWER", Object(name => char.ToLowerInvariant(name[0]) + name[1..]), StringComparison.Ordinal)
        .Replace("ATTRIBUTES", List((name, value) => $"{{\"#attributes\":{{\"Name\":\"{name}\"}},\"#text\":\"{value}\"}}"), StringComparison.Ordinal)
        .Replace("PAYLOAD", List((name, value) => $"{{\\\"@Name\\\":\\\"{name}\\\",\\\"#text\\\":\\\"{value}\\\"}}"), StringComparison.Ordinal)
        .Replace("PROPERTIES", List((_, value) => $"{{\"Value\":\"{value}\"}}"), StringComparison.Ordinal)
        .Replace("SIDS", List((name, value) => name.EndsWith("Sid", StringComparison.Ordinal) ? $"{{\"Value\":{{\"BinaryLength\":28,\"AccountDomainSid\":\"S-1-5-21-9\",\"Value\":\"{value}\"}}}}" : $"{{\"Value\":\"{value}\"}}"), StringComparison.Ordinal)
        .Replace("TEXTS", List((_, value) => $"\"{value}\""), StringComparison.Ordinal));

    private static string Object(Func<string, string> spell) => $"{{{List((name, value) => $"\"{spell(name)}\":\"{value}\"")}}}";

    private static string List(Func<string, string, string> write) => string.Join(',', Data.Select(one => write(one.Name, one.Value)));
}
