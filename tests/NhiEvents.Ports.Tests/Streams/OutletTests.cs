using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Ticketing.Inbound;
using NhiEvents.Hosting.Streams;

namespace NhiEvents.Ports.Tests.Streams;

/// <summary>Outlets against real peers on this machine: a web server, a file, syslog receivers, a mail server.</summary>
public sealed class OutletTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly DateTimeOffset At = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private readonly IOutlets _outlets = HouseOutletServices.Create(new HttpClient { Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-outlets-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_web_address_gets_a_signed_piece_with_the_same_id_each_time()
    {
        var seen = new List<(string Id, string Signature, string Timestamp, string Body)>();
        await using var server = await ServeAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            lock (seen)
            {
                seen.Add((context.Request.Headers["webhook-id"]!, context.Request.Headers["webhook-signature"]!, context.Request.Headers["webhook-timestamp"]!, body.ReadToEndAsync(Ct).GetAwaiter().GetResult()));
            }

            await Task.CompletedTask;
        });
        var target = new OutletTarget("siem", OutletWay.Webhook) { Address = new Uri(server.Urls.Single()), Secret = Secret };

        await _outlets.SendAsync(target, Piece("{\"a\":1}"), Ct);
        await _outlets.SendAsync(target, Piece("{\"a\":1}"), Ct);

        Assert.Equal(2, seen.Count);
        Assert.All(seen, one => Assert.Equal(WebhookSignature.SignStandard(WebhookSignature.KeyOf(Secret), "id1", long.Parse(one.Timestamp, CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes("{\"a\":1}")), one.Signature));
        Assert.All(seen, one => Assert.Equal(("id1", "{\"a\":1}"), (one.Id, one.Body)));
    }

    [Theory]
    [InlineData(503, false)]
    [InlineData(429, false)]
    [InlineData(401, false)]
    [InlineData(400, true)]
    [InlineData(413, true)]
    public async Task Only_what_is_wrong_with_the_piece_itself_is_refused_for_good(int status, bool refused)
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });

        var fault = await Assert.ThrowsAsync<OutletException>(() => _outlets.SendAsync(new OutletTarget("siem", OutletWay.Webhook) { Address = new Uri(server.Urls.Single()) }, Piece("{}"), Ct));

        Assert.Equal((refused, TimeSpan.FromMinutes(2)), (fault.Refused, fault.RetryAfter));
    }

    [Fact]
    public async Task A_file_gets_one_line_for_each_piece_also_from_many_at_once()
    {
        var target = new OutletTarget("file", OutletWay.File) { Path = Path.Combine(_folder, "out.ndjson") };

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _outlets.SendAsync(target, Piece($"{{\"n\":{i}}}"), Ct)));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{{\"n\":{i}}}").Order(), (await File.ReadAllLinesAsync(target.Path, Ct)).Order());
        await Assert.ThrowsAsync<OutletException>(() => _outlets.SendAsync(target with { Path = Path.Combine(_folder, "no", "such", "folder") }, Piece("{}"), Ct));
    }

    [Fact]
    public async Task Syslog_over_TCP_is_framed_by_length_and_one_message_stays_one()
    {
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var accepted = ReadAllAsync(receiver);

        await _outlets.SendAsync(Syslog(OutletWay.SyslogTcp, (IPEndPoint)receiver.LocalEndpoint), Piece("CEF:0|NhiEvents|é\n<34>1 forged"), Ct);

        var text = await accepted;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(text[(space + 1)..]), int.Parse(text[..space], CultureInfo.InvariantCulture));
        Assert.Matches(@"^<82>1 2026-03-02T06:00:00\.000Z \S+ NhiEvents - id1 - CEF:0\|NhiEvents\|é <34>1 forged$", text[(space + 1)..]);
    }

    [Fact]
    public async Task Syslog_over_UDP_is_one_datagram_and_is_cut_before_it_is_too_long()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        await _outlets.SendAsync(Syslog(OutletWay.SyslogUdp, (IPEndPoint)receiver.Client.LocalEndPoint!), Piece(new string('é', 20_000)), Ct);

        var datagram = await receiver.ReceiveAsync(Ct);
        Assert.InRange(datagram.Buffer.Length, 8000, 8192);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(datagram.Buffer));
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_trouble_that_passes()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var there = (IPEndPoint)nobody.LocalEndpoint;
        nobody.Stop();

        var syslog = await Assert.ThrowsAsync<OutletException>(() => _outlets.SendAsync(Syslog(OutletWay.SyslogTcp, there), Piece("x"), Ct));
        var mail = await Assert.ThrowsAsync<OutletException>(() => _outlets.SendAsync(Mail(there), Piece("x"), Ct));

        Assert.Equal((false, false), (syslog.Refused, mail.Refused));
    }

    [Fact]
    public async Task A_mail_is_one_SMTP_conversation_and_a_hostile_subject_is_no_header()
    {
        await using var server = new StandInMailServer();

        await _outlets.SendAsync(Mail(server.Address), Piece("one\n.\ntwo\n") with { Title = "Accounts of x Bcc: evil@example.com é" }, Ct);

        Assert.Equal(["nhi@example.com"], server.From);
        Assert.Equal(["owner@example.com"], server.To);
        var headers = server.Message[..server.Message.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.Contains("Message-ID: <id1@nhi-events>", headers, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(headers.Split("\r\n"), line => line.StartsWith("Bcc:", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("two", server.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("550 no such mailbox", true)]
    [InlineData("451 try later", false)]
    public async Task A_mailbox_that_does_not_exist_is_final_and_a_busy_server_is_not(string answer, bool refused)
    {
        await using var server = new StandInMailServer { RecipientAnswer = answer };

        var fault = await Assert.ThrowsAsync<OutletException>(() => _outlets.SendAsync(Mail(server.Address), Piece("x"), Ct));

        Assert.Equal(refused, fault.Refused);
    }

    [Fact]
    public async Task Without_STARTTLS_nothing_is_sent_where_it_was_asked_for()
    {
        await using var server = new StandInMailServer();

        await Assert.ThrowsAsync<OutletException>(() => _outlets.SendAsync(Mail(server.Address) with { Tls = true }, Piece("secret business"), Ct));

        Assert.Equal("", server.Message);
    }

    private static OutletPiece Piece(string text) => new("id1", At, "a title", text, "application/json", 2);

    private static OutletTarget Syslog(OutletWay way, IPEndPoint there) => new("syslog", way) { Host = there.Address.ToString(), Port = there.Port };

    private static OutletTarget Mail(IPEndPoint there) => new("mail", OutletWay.Mail) { Host = there.Address.ToString(), Port = there.Port, From = "nhi@example.com", To = "owner@example.com", Tls = false };

    private static async Task<string> ReadAllAsync(TcpListener receiver)
    {
        using var client = await receiver.AcceptTcpClientAsync(Ct);
        using var text = new StreamReader(client.GetStream(), new UTF8Encoding(false));
        return await text.ReadToEndAsync(Ct);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Ct);
        return server;
    }
}
