namespace NhiEvents.Core.Ports;

/// <summary>Systems of the house that take what we tell: a web address, a file, a syslog receiver, a mail server.</summary>
public interface IOutlets
{
    /// <summary>Hands one piece over. It may arrive twice; its id says so.</summary>
    /// <exception cref="OutletException">It was not taken, or nobody knows whether it was.</exception>
    Task SendAsync(OutletTarget target, OutletPiece piece, CancellationToken ct);
}

/// <summary>How a piece travels.</summary>
public enum OutletWay
{
    /// <summary>HTTP POST, signed as Standard Webhooks where there is a secret.</summary>
    Webhook,

    /// <summary>One line at the end of a file; for one machine.</summary>
    File,

    /// <summary>RFC 5424 over TCP, framed by length (RFC 6587).</summary>
    SyslogTcp,

    /// <summary>RFC 5424 over UDP: nobody knows whether it arrives.</summary>
    SyslogUdp,

    /// <summary>SMTP.</summary>
    Mail,
}

/// <summary>Where to, and with which proof.</summary>
/// <param name="Name">As the settings name it.</param>
public sealed record OutletTarget(string Name, OutletWay Way)
{
    public Uri? Address { get; init; }

    public string? Secret { get; init; }

    public string? Path { get; init; }

    public string? Host { get; init; }

    public int Port { get; init; }

    public string? From { get; init; }

    /// <summary>Of a mail: who gets it.</summary>
    public string? To { get; init; }

    public string? User { get; init; }

    /// <summary>STARTTLS before anything is said; a mail server without it is refused.</summary>
    public bool Tls { get; init; } = true;
}

/// <param name="Id">The same piece has the same id, however often it is sent.</param>
/// <param name="Title">One line: the subject of a mail.</param>
/// <param name="Text">The body.</param>
/// <param name="Level">Of syslog: 2 critical to 6 informational.</param>
public sealed record OutletPiece(string Id, DateTimeOffset At, string Title, string Text, string ContentType, int Level);

/// <summary>The only exception of <see cref="IOutlets"/>, besides cancellation.</summary>
public sealed class OutletException : Exception
{
    public OutletException()
        : this("The outlet did not answer.")
    {
    }

    /// <param name="message">What happened; never a secret.</param>
    public OutletException(string message)
        : base(message)
    {
    }

    public OutletException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>It will never take this piece as it is.</summary>
    public bool Refused { get; init; }

    /// <summary>When the receiver says so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
