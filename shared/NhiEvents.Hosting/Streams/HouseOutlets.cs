using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Streams;

/// <summary>Sends a piece by the way that its target names.</summary>
internal sealed class HouseOutlets(WebhookOutlet webhook, FileOutlet file, SyslogOutlet syslog, MailOutlet mail) : IOutlets
{
    public Task SendAsync(OutletTarget target, OutletPiece piece, CancellationToken ct) => target.Way switch
    {
        OutletWay.Webhook => webhook.SendAsync(target, piece, ct),
        OutletWay.File => file.AppendAsync(target, piece, ct),
        OutletWay.SyslogTcp => syslog.SendTcpAsync(target, piece, ct),
        OutletWay.SyslogUdp => syslog.SendUdpAsync(target, piece, ct),
        OutletWay.Mail => mail.SendAsync(target, piece, ct),
    };
}
