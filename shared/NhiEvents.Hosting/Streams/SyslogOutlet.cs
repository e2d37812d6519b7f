using System.Globalization;
using System.Net.Sockets;
using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Streams;

/// <summary>Syslog, RFC 5424, over TCP with the length before each message (RFC 6587), or over UDP (RFC 5426).</summary>
/// <remarks>Syslog is not answered: over TCP a message is taken as delivered when this machine could hand it to the connection, over UDP always. A receiver that must not miss any is a web address.</remarks>
/// <param name="timeout">For connecting and sending.</param>
internal sealed class SyslogOutlet(TimeSpan timeout)
{
    /// <summary>Security and authorization messages.</summary>
    private const int Facility = 10;

    /// <summary>What most receivers take; a line that is longer is cut, never split.</summary>
    private const int MaxBytes = 8192;

    private static readonly string Machine = Printable(Environment.MachineName, 255);

    /// <exception cref="OutletException">The receiver cannot be reached.</exception>
    public async Task SendTcpAsync(OutletTarget target, OutletPiece piece, CancellationToken ct)
    {
        var line = LineOf(piece, int.MaxValue);
        await OrTroubleAsync(target, async stop =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(target.Host!, target.Port, stop);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line.Length.ToString(CultureInfo.InvariantCulture) + " "), stop);
            await stream.WriteAsync(line, stop);
            client.Client.Shutdown(SocketShutdown.Send);
        }, ct);
    }

    /// <exception cref="OutletException">The name cannot be resolved, or there is no network.</exception>
    public Task SendUdpAsync(OutletTarget target, OutletPiece piece, CancellationToken ct) => OrTroubleAsync(target, async stop =>
    {
        using var client = new UdpClient();
        await client.SendAsync(LineOf(piece, MaxBytes), target.Host, target.Port, stop);
    }, ct);

    internal static byte[] LineOf(OutletPiece piece, int most)
    {
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"<{(Facility * 8) + piece.Level}>1 {piece.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Machine} NhiEvents - {Printable(piece.Id, 32)} - ");
        var line = Encoding.UTF8.GetBytes(header + string.Concat(piece.Text.Select(c => char.IsControl(c) ? ' ' : c)));
        return line.Length <= most ? line : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line, 0, most - 4).TrimEnd('\uFFFD'));
    }

    /// <summary>RFC 5424 takes visible ASCII only in its header fields.</summary>
    private static string Printable(string text, int most)
    {
        var plain = string.Concat(text.Where(c => c is > ' ' and <= '~').Take(most));
        return plain.Length == 0 ? "-" : plain;
    }

    private async Task OrTroubleAsync(OutletTarget target, Func<CancellationToken, Task> send, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            await send(limit.Token);
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            throw new OutletException($"{target.Name} cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException tooLate) when (!ct.IsCancellationRequested)
        {
            throw new OutletException($"{target.Name} did not answer in time.", tooLate);
        }
    }
}
