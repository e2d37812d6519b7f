using NhiEvents.Azure.ServiceBus;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

public sealed class MessageMappingTests
{
    private static readonly OutgoingMessage Plain = new("id-1", "look-again", "{}"u8.ToArray());

    [Fact]
    public void A_plain_message_has_its_id_kind_and_body_and_nothing_else()
    {
        var mapped = MessageMapping.ToServiceBus(Plain, "q", sessions: false);

        Assert.Equal(("id-1", "look-again", "application/json", "{}"), (mapped.MessageId, mapped.Subject, mapped.ContentType, mapped.Body.ToString()));
        Assert.Equal(new KeyValuePair<string, object>("kind", "look-again"), Assert.Single(mapped.ApplicationProperties));
        Assert.Null(mapped.SessionId);
        Assert.Equal(default, mapped.ScheduledEnqueueTime);
    }

    [Fact]
    public void Everything_else_is_carried_when_it_is_there()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var message = Plain with { SessionId = "s", NotBefore = time, Attempt = 2, FirstSentAt = time.AddDays(-1), TraceParent = "00-0af7651916cd43dd-01" };

        var mapped = MessageMapping.ToServiceBus(message, "q", sessions: true);

        Assert.Equal("s", mapped.SessionId);
        Assert.Equal(time, mapped.ScheduledEnqueueTime);
        Assert.Equal(2, mapped.ApplicationProperties[MessageProperties.Attempt]);
        Assert.Equal(time.AddDays(-1), mapped.ApplicationProperties[MessageProperties.FirstSentAt]);
        Assert.Equal(message.TraceParent, mapped.ApplicationProperties[MessageProperties.TraceParent]);
    }

    [Fact]
    public void What_cannot_be_sent_is_refused_with_what_and_how_much()
    {
        Assert.Contains("129", Refused(Plain with { Id = new string('i', 129) }), StringComparison.Ordinal);
        Assert.Contains("1 to 128", Refused(Plain with { Id = "" }), StringComparison.Ordinal);
        Assert.Contains("session id", Refused(Plain with { SessionId = new string('s', 129) }, sessions: true), StringComparison.Ordinal);
        Assert.Contains("session id", Refused(Plain with { SessionId = "" }, sessions: true), StringComparison.Ordinal);
        Assert.Contains("needs a session id", Refused(Plain, sessions: true), StringComparison.Ordinal);
        Assert.Contains("no sessions", Refused(Plain with { SessionId = "s" }), StringComparison.Ordinal);
        Assert.Contains("'id-1' has a body of 262144 bytes", Refused(Plain with { Body = new byte[IMessageBus.MaxMessageBytes] }), StringComparison.Ordinal);
    }

    private static string Refused(OutgoingMessage message, bool sessions = false) =>
        Assert.Throws<ArgumentException>(() => MessageMapping.ToServiceBus(message, "q", sessions)).Message;
}
