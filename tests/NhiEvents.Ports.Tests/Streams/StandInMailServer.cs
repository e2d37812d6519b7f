using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NhiEvents.Ports.Tests.Streams;

/// <summary>A mail server for one conversation: it says what RFC 5321 says, offers nothing, and keeps what it got.</summary>
internal sealed class StandInMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _talk;

    public StandInMailServer()
    {
        _listener.Start();
        _talk = Task.Run(TalkAsync);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>To <c>RCPT TO</c>.</summary>
    public string RecipientAnswer { get; init; } = "250 ok";

    public List<string> From { get; } = [];

    public List<string> To { get; } = [];

    /// <summary>Headers and body of the mail.</summary>
    public string Message { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _talk;
    }

    private async Task TalkAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var stream = client.GetStream();
            using var lines = new StreamReader(stream, Encoding.UTF8);
            await using var answers = new StreamWriter(stream, new ASCIIEncoding()) { NewLine = "\r\n", AutoFlush = true };
            await answers.WriteLineAsync("220 stand-in");
            while (await lines.ReadLineAsync() is { } line && line != "QUIT")
            {
                await answers.WriteLineAsync(await AnswerAsync(line, lines, answers));
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // The other side hung up, or nobody came.
        }
    }

    private async Task<string> AnswerAsync(string line, StreamReader lines, StreamWriter answers)
    {
        switch (line.Split(' ', ':')[0].ToUpperInvariant())
        {
            case "EHLO" or "HELO":
                return "250 stand-in";
            case "MAIL":
                From.Add(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]);
                return "250 ok";
            case "RCPT":
                To.Add(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]);
                return RecipientAnswer;
            case "DATA":
                await answers.WriteLineAsync("354 go on");
                var text = new StringBuilder();
                while (await lines.ReadLineAsync() is { } part && part != ".")
                {
                    text.Append(part).Append("\r\n");
                }

                Message = text.ToString();
                return "250 taken";
            default:
                return "502 not here";
        }
    }
}
