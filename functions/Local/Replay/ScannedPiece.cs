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

    /// <summary>Logon names of users with evidence, by which Windows events find them.</summary>
    public Dictionary<(string Tenant, string Identity), SortedSet<string>> AccountNames { get; } = [];

    /// <summary>Rows that were read, and that no detector of this build asks for, by log.</summary>
    public Dictionary<string, int> Unused { get; } = new(StringComparer.Ordinal);

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
            case ReadResult.Other other:
                Add(other, item.Format, offset, bytes);
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
        Add(row.TenantId, row.Key, row.At.UtcTicks, FieldsOf(row), format, offset, bytes);
        Remember(row.TenantId, row.IdentityId, RowEvidence.For(row, rules), row.UserPrincipalName);
    }

    private void Add(ReadResult.Other row, RowFormat? format, long offset, ReadOnlySpan<byte> bytes)
    {
        Add(row.TenantId, row.Key, row.At?.UtcTicks ?? LogEntry.NoTime, (byte)Math.Min(row.Says, byte.MaxValue), format, offset, bytes);
        if (row is ReadResult.Denial { Event: var denied })
        {
            Remember(denied.TenantId, denied.IdentityId, [.. denied.Evidence, .. RowEvidence.ForAccount(denied.UserPrincipalName, denied.AppId, rules)], denied.UserPrincipalName);
        }
        else if (row is ReadResult.Change or ReadResult.Risk)
        {
            Unused[row.Log] = Unused.GetValueOrDefault(row.Log) + 1;
        }
    }

    private void Add(string tenantId, string key, long ticks, byte fields, RowFormat? format, long offset, ReadOnlySpan<byte> bytes)
    {
        if (Formats[^1] != format)
        {
            Formats.Add(format);
        }

        if (!_tenants.TryGetValue(tenantId, out var tenant))
        {
            _tenants[tenantId] = tenant = (ushort)Math.Min(Tenants.Count, ushort.MaxValue);
            Tenants.Add(tenantId);
        }

        var hash = ulong.Parse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Rows.Add(new LogEntry(ticks, hash, Checksum(bytes), fields, tenant, Formats.Count - 1, offset, bytes.Length));
    }

    private void Remember(string tenantId, string identity, IReadOnlyList<string> evidence, string? userPrincipalName)
    {
        if (evidence.Count == 0)
        {
            return;
        }

        Put(Evidence, evidence);
        if (userPrincipalName is not null)
        {
            Put(AccountNames, [RowEvidence.AccountName(userPrincipalName)]);
        }

        void Put(Dictionary<(string Tenant, string Identity), SortedSet<string>> into, IReadOnlyList<string> texts)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(into, (tenantId, identity), out _);
            (known ??= new SortedSet<string>(StringComparer.Ordinal)).UnionWith(texts);
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
