using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Core.Tests.Ticketing;

public sealed class WebhookDecisionTests
{
    /// <summary>The example of the Standard Webhooks specification and its reference implementations.</summary>
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long At = 1614265330;
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private const string Approval = """{"type":"approve","data":{"ticket":"INC1","user":"ann","unknown":[1,2]}}""";
    private const string Account = "cccccccc-0000-4000-8000-000000000003";

    private static readonly WebhookOptions Options = new();

    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(At);

    [Fact]
    public void The_vector_of_the_specification_is_reproduced() =>
        Assert.Equal(Signature, WebhookSignature.SignStandard(WebhookSignature.KeyOf(Secret), Id, At, Encoding.UTF8.GetBytes(Body)));

    [Fact]
    public void The_vector_of_Jiras_documentation_is_reproduced() => // secret and payload from Atlassian's page on webhooks
        Assert.Equal(
            "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9",
            WebhookSignature.SignBody(WebhookSignature.KeyOf("It's a Secret to Everybody"), "Hello World!"u8));

    [Theory]
    [InlineData(Signature, 0, true)]
    [InlineData("v1,bm9wZQ== " + Signature, 0, true)]
    [InlineData("v1a,x " + Signature, 0, true)]
    [InlineData(Signature, 300, true)]
    [InlineData(Signature, -300, true)]
    [InlineData(Signature, 301, false)]
    [InlineData(Signature, -301, false)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", 0, false)]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false)]
    [InlineData("v1,", 0, false)]
    [InlineData("", 0, false)]
    public void A_signature_holds_within_five_minutes_and_in_its_own_form_only(string signature, int seconds, bool authentic)
    {
        var decision = For(Standard([Secret]), Body, signature, now: Now.AddSeconds(seconds));

        Assert.Equal(authentic, decision is WebhookDecision.Accept or WebhookDecision.Refuse { Authentic: true });
    }

    [Fact]
    public void While_a_secret_is_exchanged_both_are_valid()
    {
        var old = "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes("an older secret of enough bytes"));

        foreach (var secret in new[] { Secret, old })
        {
            var signature = WebhookSignature.SignStandard(WebhookSignature.KeyOf(secret), Id, At, Encoding.UTF8.GetBytes(Approval));
            Assert.IsType<WebhookDecision.Accept>(For(Standard([Secret, old]), Approval, signature));
        }
    }

    [Fact]
    public void What_is_asked_is_read_by_the_senders_names_and_unknown_fields_are_passed_over()
    {
        var accept = Assert.IsType<WebhookDecision.Accept>(Signed(Standard([Secret]), Approval));

        Assert.Equal((TicketWord.Approve, "INC1", Account), (accept.Act.Word, accept.Act.Ticket, accept.Act.PersonId));
    }

    [Theory]
    [InlineData("""{"type":"delete-tenant","data":{"ticket":"INC1","user":"ann"}}""", 422, "unknown-action")]
    [InlineData("""{"type":"revoke","data":{"ticket":"INC1","user":"ann"}}""", 422, "unknown-action")]
    [InlineData("""{"type":7,"data":{"ticket":"INC1","user":"ann"}}""", 422, "unknown-action")]
    [InlineData("""{"type":"approve","data":{"user":"ann"}}""", 422, "missing-field")]
    [InlineData("""{"type":"approve","data":{"ticket":{"x":1},"user":"ann"}}""", 422, "missing-field")]
    [InlineData("""{"type":"approve","data":{"ticket":"a\u0000b","user":"ann"}}""", 422, "missing-field")]
    [InlineData("""{"type":"approve","data":{"ticket":"INC1","user":"eve"}}""", 403, "unknown-user")]
    [InlineData("""{"type":"approve","data":{"ticket":"INC1"}}""", 403, "unknown-user")]
    [InlineData("""{"type":"extend","data":{"ticket":"INC1","user":"ann","text":"x"}}""", 422, "missing-field")]
    [InlineData("""{"type":"extend","data":{"ticket":"INC1","user":"ann","text":"x","end":"soon"}}""", 422, "missing-field")]
    [InlineData("""{"type":"comment","data":{"ticket":"INC1","user":"eve","text":""}}""", 422, "missing-field")]
    [InlineData("""{"type":"approve","type":"deny","data":{"ticket":"INC1","user":"ann"}}""", 400, "unreadable-body")]
    [InlineData("[1", 400, "unreadable-body")]
    [InlineData("", 400, "unreadable-body")]
    [InlineData("null", 422, "unknown-action")]
    public void What_cannot_be_done_is_answered_with_what_is_wrong(string body, int status, string error)
    {
        var refuse = Assert.IsType<WebhookDecision.Refuse>(Signed(Standard([Secret]), body));

        Assert.Equal((status, error), (refuse.Answer.Status, refuse.Answer.Error));
        Assert.Equal(error == "unknown-action" ? ["approve", "comment", "extend"] : null, refuse.Answer.Allowed);
    }

    [Theory]
    [InlineData("198.51.100.7", true)]
    [InlineData("::ffff:198.51.100.7", true)]
    [InlineData("203.0.113.1", false)]
    [InlineData(null, false)]
    public void A_sender_with_networks_is_heard_from_there_only(string? address, bool heard)
    {
        var profile = Standard([Secret], ["198.51.100.0/24"]);

        var decision = Signed(profile, Approval, address is null ? null : IPAddress.Parse(address));

        Assert.Equal(heard, decision is WebhookDecision.Accept);
    }

    [Fact]
    public void Of_Jira_the_signed_time_in_the_body_says_how_old_a_delivery_is_and_a_changed_header_id_is_no_new_one()
    {
        var profile = new SenderProfile { TenantId = "t", Scheme = SignatureScheme.Jira, Secrets = ["a secret of Jira, long enough"], Actions = [TicketWord.Approve], Users = new Dictionary<string, string> { ["5b10"] = Account }, Words = new Dictionary<string, TicketWord> { ["Approve exception"] = TicketWord.Approve } };
        var body = $$$"""{"timestamp":{{{At}}}000,"webhookEvent":"jira:issue_updated","user":{"accountId":"5b10"},"issue":{"key":"NHI-7"},"transition":{"transitionName":"approve EXCEPTION"}}""";

        WebhookDecision From(string id, TimeSpan age)
        {
            var headers = new Dictionary<string, string> { ["X-Hub-Signature"] = WebhookSignature.SignBody(Encoding.UTF8.GetBytes(profile.Secrets[0]), Encoding.UTF8.GetBytes(body)), ["X-Atlassian-Webhook-Identifier"] = id };
            return WebhookDecision.For(profile, new WebhookRequest("jira", headers.GetValueOrDefault, Encoding.UTF8.GetBytes(body), null), Options, Now + age);
        }

        var first = Assert.IsType<WebhookDecision.Accept>(From("1", TimeSpan.Zero));
        var again = Assert.IsType<WebhookDecision.Accept>(From("2", TimeSpan.FromHours(23)));
        Assert.Equal(first.Act.DeliveryKey, again.Act.DeliveryKey);
        Assert.Equal("NHI-7", first.Act.Ticket);
        Assert.False(Assert.IsType<WebhookDecision.Refuse>(From("1", TimeSpan.FromHours(25))).Authentic);
    }

    [Fact]
    public void No_change_of_a_byte_is_accepted()
    {
        var bytes = Encoding.UTF8.GetBytes(Approval);
        var signature = WebhookSignature.SignStandard(WebhookSignature.KeyOf(Secret), Id, At, bytes);
        var changes = from at in Gen.Choose(0, bytes.Length - 1) from mask in Gen.Choose(1, 255) select (at, mask);

        Check.One(Config.QuickThrowOnFailure.WithReplay(7, 7).WithMaxTest(500), Prop.ForAll(changes.ToArbitrary(), change =>
        {
            var other = (byte[])bytes.Clone();
            other[change.at] ^= (byte)change.mask;
            return For(Standard([Secret]), other, signature) is WebhookDecision.Refuse { Authentic: false };
        }));
    }

    [Fact]
    public void Settings_that_could_be_guessed_or_never_work_are_all_named()
    {
        var options = new WebhookOptions { Senders = new Dictionary<string, SenderProfile> { ["jira"] = new() { Secrets = ["short"], Networks = ["10.0.0.0/99"], Users = new Dictionary<string, string> { ["a"] = "ann" }, Fields = new Dictionary<string, string> { ["tickets"] = "x" } } } };

        var faults = new WebhookOptionsValidator().Validate(null, options).Failures!.ToList();

        foreach (var part in new[] { "TenantId is missing", "Secrets:0", "Actions is empty", "10.0.0.0/99", "'tickets' is none of", "object id" })
        {
            Assert.Contains(faults, fault => fault.Contains(part, StringComparison.Ordinal));
        }
    }

    private static SenderProfile Standard(IReadOnlyList<string> secrets, IReadOnlyList<string>? networks = null) => new()
    {
        TenantId = "t",
        Secrets = secrets,
        Networks = networks ?? [],
        Actions = [TicketWord.Approve, TicketWord.Extend, TicketWord.Comment],
        Users = new Dictionary<string, string> { ["ann"] = Account },
    };

    private static WebhookDecision Signed(SenderProfile profile, string body, IPAddress? address = null) =>
        For(profile, body, WebhookSignature.SignStandard(WebhookSignature.KeyOf(profile.Secrets[0]), Id, At, Encoding.UTF8.GetBytes(body)), address: address);

    private static WebhookDecision For(SenderProfile profile, string body, string signature, DateTimeOffset? now = null, IPAddress? address = null) =>
        For(profile, Encoding.UTF8.GetBytes(body), signature, now, address);

    private static WebhookDecision For(SenderProfile profile, byte[] body, string signature, DateTimeOffset? now = null, IPAddress? address = null)
    {
        var headers = new Dictionary<string, string> { ["webhook-id"] = Id, ["webhook-timestamp"] = At.ToString(CultureInfo.InvariantCulture), ["webhook-signature"] = signature };
        return WebhookDecision.For(profile, new WebhookRequest("standard", headers.GetValueOrDefault, body, address), Options, now ?? Now);
    }
}
