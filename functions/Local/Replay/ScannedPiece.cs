using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Local.Replay;

/// <summary>What a piece of a file holds, counted from the piece's own start; made on any thread, put together in order.</summary>
internal sealed class ScannedPiece(LogFile file, EvidenceRules rules, bool keepRaw)
{
    private const int MaxRejected = 10_000;

    private const int RawBytes = 1024;

    private readonly Dictionary<string, ushort> _tenants = new(StringComparer.Ordinal);

    public List<LogEntry> Rows { get; } = [];

    /// <summary>Formats that rows name by their place here; the first is none.</summary>
    public List<RowFormat?> Formats { get; } = [null];

    public List<string> Tenants { get; } = [];

    public Dictionary<(string Tenant, string Identity), SortedSet<string>> Evidence { get; } = [];

    public List<RejectedRow> Rejected { get; } = [];

    public long RejectedCount { get; private set; }

    public Dictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);

    /// <summary>The text goes on in a list or a row that the piece's end cuts: what was read of it may be wrong.</summary>
    public bool EndsOpen { get; set; }

    /// <summary>Line ends in the piece.</summary>
    public long Lines { get; set; }

    /// <param name="offset">Of the item in the file.</param>
    /// <param name="line">Of the item in the piece.</param>
    public void Add(in LogItem item, long offset, long line, ReadOnlySpan<byte> bytes)
    {
        switch (item.Result)
        {
            case ReadResult.Row row:
                Add(row.SignIn, item.Format, offset, bytes);
                break;
            case ReadResult.NotForUs other:
                Skipped[other.Reason] = Skipped.GetValueOrDefault(other.Reason) + 1;
                break;
            case ReadResult.Unreadable why:
                Reject(line, offset + why.Offset, why.Reason, keepRaw ? Raw(offset, item.Length) : why.Detail);
                break;
        }
    }

    public void Reject(long line, long offset, string reason, string text)
    {
        if (RejectedCount++ < MaxRejected)
        {
            Rejected.Add(new RejectedRow(file.Name, line, offset, reason, text));
        }
    }

    /// <summary>CRC-32C: the same on every machine, and as fast as memory.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return sum;
    }

    private void Add(SignIn row, RowFormat? format, long offset, ReadOnlySpan<byte> bytes)
    {
        if (Formats[^1] != format)
        {
            Formats.Add(format);
        }

        if (!_tenants.TryGetValue(row.TenantId, out var tenant))
        {
            _tenants[row.TenantId] = tenant = (ushort)Math.Min(Tenants.Count, ushort.MaxValue);
            Tenants.Add(row.TenantId);
        }

        var key = ulong.Parse(row.Key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Rows.Add(new LogEntry(row.At.UtcTicks, key, Checksum(bytes), FieldsOf(row), tenant, Formats.Count - 1, offset, bytes.Length) { Succeeded = row.ErrorCode == 0 });

        var evidence = RowEvidence.For(row, rules);
        if (evidence.Count > 0)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(Evidence, (row.TenantId, row.IdentityId), out _);
            (known ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(evidence);
        }
    }

    /// <summary>How much the row says; the portal's files say less than the logs.</summary>
    private static byte FieldsOf(SignIn row)
    {
        var count = row.Policies.Count + row.DemandedBy.Count + (row.At.Ticks % TimeSpan.TicksPerSecond != 0 ? 1 : 0) + (row.MfaSatisfied ? 1 : 0);
        foreach (var text in (ReadOnlySpan<string?>)
            [
                row.DisplayName, row.UserPrincipalName, row.AppId, row.AppDisplayName, row.ResourceId, row.ResourceDisplayName, row.FailureReason, row.IpAddress,
                row.Country, row.UserAgent, row.ClientAppUsed, row.AuthenticationProtocol, row.AuthenticationRequirement, row.IncomingTokenType,
                row.ClientCredentialType, row.CredentialKeyId, row.CredentialThumbprint, row.FederatedCredentialId, row.AppOwnerTenantId, row.CorrelationId,
                row.ConditionalAccessStatus,
            ])
        {
            count += text is null ? 0 : 1;
        }

        return (byte)Math.Min(count, byte.MaxValue);
    }

    private string Raw(long offset, int length)
    {
        var raw = new byte[Math.Min(length, RawBytes)];
        return Encoding.UTF8.GetString(raw.AsSpan(0, file.Read(raw, offset)));
    }
}
