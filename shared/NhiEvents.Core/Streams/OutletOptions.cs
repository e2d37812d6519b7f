using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Streams.Formats;

namespace NhiEvents.Core.Streams;

/// <summary>One receiver: what it takes, in which form, and how it is reached.</summary>
public sealed class OutletOptions
{
    public OutletWay Way { get; init; }

    public StreamFormat Format { get; init; }

    /// <summary>What it takes; nothing is sent that is not here.</summary>
    public IReadOnlyList<HouseRecordKind> Records { get; init; } = [];

    /// <summary>Of findings: the lowest severity that it takes.</summary>
    public Severity AtLeast { get; init; }

    /// <summary>Of notices and digests: only those of this owner; empty takes all.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Of a web address.</summary>
    public string Address { get; init; } = "";

    /// <summary>Of a web address: <c>whsec_</c> and Base64, or text, signs as Standard Webhooks. Of a mail server: the password. On Azure a Key Vault reference.</summary>
    public string Secret { get; init; } = "";

    public string Path { get; init; } = "";

    public string Host { get; init; } = "";

    public int Port { get; init; }

    public string From { get; init; } = "";

    /// <summary>Who gets the mail of an owner without an address.</summary>
    public string To { get; init; } = "";

    public string User { get; init; } = "";

    /// <summary>Of a mail server: STARTTLS. Off only for a server on this machine.</summary>
    public bool Tls { get; init; } = true;

    internal bool Takes(DeliverRecord record) => Records.Contains(record.Record)
        && (record.Finding is not { } finding || finding.Severity >= AtLeast)
        && (record.Notice is not { } notice || Owner.Length == 0 || string.Equals(Owner, notice.Owner, StringComparison.OrdinalIgnoreCase));

    internal OutletTarget TargetOf(string name, string? to) => new(name, Way)
    {
        Address = Uri.TryCreate(Address, UriKind.Absolute, out var address) ? address : null,
        Secret = Secret.Length == 0 ? null : Secret,
        Path = Path,
        Host = Host,
        Port = Port,
        From = From,
        To = to ?? To,
        User = User.Length == 0 ? null : User,
        Tls = Tls,
    };

    internal IEnumerable<string> Faults()
    {
        if (Records.Count == 0)
        {
            yield return $"{nameof(Records)} is empty: it takes nothing.";
        }

        var isForPeople = Format is StreamFormat.Teams or StreamFormat.Slack or StreamFormat.Text;
        if (isForPeople != Records.All(kind => kind is HouseRecordKind.Notice or HouseRecordKind.Digest))
        {
            yield return $"{nameof(Format)} {Format} is {(isForPeople ? "for Notice and Digest only" : "for machines: Notice and Digest go to Teams, Slack or Text")}.";
        }

        if (Way is OutletWay.Webhook && !(Uri.TryCreate(Address, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
        {
            yield return $"{nameof(Address)} must be an https address (http on this machine only).";
        }

        if (Way is OutletWay.Webhook && Secret.StartsWith("whsec_", StringComparison.Ordinal) && !Convert.TryFromBase64String(Secret["whsec_".Length..], new byte[Secret.Length], out _))
        {
            yield return $"{nameof(Secret)}: what follows whsec_ must be Base64.";
        }

        if (Way is OutletWay.File && Path.Length == 0)
        {
            yield return $"{nameof(Path)} is missing.";
        }

        if (Way is OutletWay.SyslogTcp or OutletWay.SyslogUdp or OutletWay.Mail && (Host.Length == 0 || Port is < 1 or > 65535))
        {
            yield return $"{nameof(Host)} and {nameof(Port)} (1 to 65535) are needed.";
        }

        if (Way is OutletWay.Mail && (!From.Contains('@') || !To.Contains('@') || Format is not StreamFormat.Text))
        {
            yield return $"mail needs {nameof(From)} and {nameof(To)} as addresses, and {nameof(Format)} Text.";
        }
    }
}
