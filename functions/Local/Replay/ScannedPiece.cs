using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Local.Replay;

/// <summary>What a piece of a file holds, counted from the piece's own start; made on any thread, put together in order.</summary>
/// <param name="everyRow">False when rows that show no automation are only to be found again.</param>
/// <param name="matching">The loaded rules; null when there are none.</param>
internal sealed class ScannedPiece(LogFile file, long start, EvidenceRules rules, bool keepRaw, bool everyRow, RowRules? matching = null)
{
    private const int MaxRejected = 10_000;

    private const int RawBytes = 1024;

    private readonly Dictionary<string, SeenTenant> _tenants = new(StringComparer.Ordinal);
    private SeenTenant? _lastTenant;

    public List<LogEntry> Rows { get; } = [];

    /// <summary>Formats that rows name by their place here, with the byte of the file at which each begins; the first is none.</summary>
    public List<(RowFormat? Format, long Start)> Formats { get; } = [(null, start)];

    public List<string> Tenants { get; } = [];

    /// <summary>Whom rows name by their place here, and what those show of them.</summary>
    public List<(string Tenant, string Id)> Identities { get; } = [];

    public Dictionary<int, SortedSet<string>> Evidence { get; } = [];

    /// <summary>Rows that show no automation, with whose they are.</summary>
    public List<(int Identity, PlainPlace Place)> Plain { get; } = [];

    /// <summary>Whom programs tried in vain to sign in as, and on which days; see <see cref="RowEvidence.IsVainTry"/>.</summary>
    public HashSet<(int Identity, long Day)> VainTries { get; } = [];

    /// <summary>Readable rows.</summary>
    public long RowCount { get; private set; }

    public (DateTimeOffset First, DateTimeOffset Last)? Period { get; private set; }

    /// <summary>Logon names of users with evidence, by which Windows events find them.</summary>
    public Dictionary<int, SortedSet<string>> AccountNames { get; } = [];

    /// <summary>Rows that were read, and that no detector of this build asks for, by log.</summary>
    public Dictionary<string, int> Unused { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of automation whose policies the export has not.</summary>
    public int LackingPolicies { get; private set; }

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
                Add(row, item.Format, offset, bytes);
                break;
            case ReadResult.Other other:
                Add(other, item.Format, offset, bytes);
                break;
            case ReadResult.NotForUs when matching is not null && RawRow.Match(matching, bytes, item.Format) is { Count: > 0 } hits:
                RowCount++;
                Add(EntryOf(hits, offset, bytes), hits[0].Tenant?.ToLowerInvariant() ?? SignInReader.UnknownTenant, item.Format);
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

    /// <summary>Adds a row that was only looked at.</summary>
    public void AddPlain(in PlainRow row, long offset) => AddPlain(row.TenantId, row.IdentityId, row.At, null, offset);

    private void AddPlain(string tenant, string identity, DateTimeOffset at, RowFormat? format, long offset)
    {
        BeginFormat(format, offset);
        Count(at);
        _ = TenantOf(tenant);
        Plain.Add((IdentityOf(tenant, identity), new PlainPlace(file.Base + offset, at)));
    }

    private void Add(ReadResult.Row read, RowFormat? format, long offset, ReadOnlySpan<byte> bytes)
    {
        var row = read.SignIn;
        var evidence = RowEvidence.For(row, rules);
        if (evidence.Count == 0)
        {
            AddPlain(row.TenantId, row.IdentityId, row.At, format, offset);
            if (RowEvidence.IsVainTry(row, rules))
            {
                VainTries.Add((IdentityOf(row.TenantId, row.IdentityId), row.At.UtcTicks / TimeSpan.TicksPerDay));
            }
        }
        else
        {
            Count(row.At);
            Remember(row.TenantId, row.IdentityId, evidence, row.UserPrincipalName);
            LackingPolicies += read.LacksPolicies ? 1 : 0;
        }

        if (evidence.Count > 0 || everyRow)
        {
            Add(EntryOf(row, offset, bytes) with
            {
                SignIn = everyRow ? null : row,
                Identity = IdentityOf(row.TenantId, row.IdentityId),
                Hits = HitsOf(bytes, format),
            }, row.TenantId, format);
        }
    }

    private void Add(ReadResult.Other row, RowFormat? format, long offset, ReadOnlySpan<byte> bytes)
    {
        RowCount++;
        var addsCredentials = row is ReadResult.Change { Event: var change } && CredentialAddition.Of(change).Count > 0;
        if (row.At is { } at)
        {
            Widen(at);
        }

        if (row is ReadResult.Denial { Event: var denied })
        {
            Remember(denied.TenantId, denied.IdentityId, [.. denied.Evidence, .. RowEvidence.ForAccount(denied.UserPrincipalName, denied.AppId, rules)], denied.UserPrincipalName);
        }
        else if (row is ReadResult.Write { Event: var changed })
        {
            Remember(changed.TenantId, changed.IdentityId, RowEvidence.ForAccount(changed.UserPrincipalName, changed.AppId, rules), changed.UserPrincipalName);
        }
        else if (matching is null && (row is ReadResult.Risk || (row is ReadResult.Change && !addsCredentials)))
        {
            Unused[row.Log] = Unused.GetValueOrDefault(row.Log) + 1;
        }

        var isDetected = addsCredentials || row is ReadResult.Denial or ReadResult.Write or ReadResult.Lockout;
        if (everyRow || matching is not null || isDetected)
        {
            Add(EntryOf(row, offset, bytes) with
            {
                Hits = row is ReadResult.Lockout ? null : HitsOf(bytes, format),
                IsForRules = !isDetected,
            }, row.TenantId, format);
        }
    }

    /// <summary>What the loaded rules say; null for nothing, and where the functions will ask them.</summary>
    private IReadOnlyList<RuleHit>? HitsOf(ReadOnlySpan<byte> bytes, RowFormat? format) =>
        everyRow || matching is null ? null : RawRow.Match(matching, bytes, format) is { Count: > 0 } hits ? hits : null;

    private void Add(LogEntry entry, string tenant, RowFormat? format)
    {
        BeginFormat(format, entry.Offset);
        Rows.Add(entry with { Tenant = TenantOf(tenant).Number, Source = Formats.Count - 1 });
    }

    private void BeginFormat(RowFormat? format, long offset)
    {
        if (Formats[^1].Format != format)
        {
            Formats.Add((format, offset));
        }
    }

    private void Remember(string tenant, string id, IReadOnlyList<string> evidence, string? userPrincipalName)
    {
        if (evidence.Count == 0)
        {
            return;
        }

        var identity = IdentityOf(tenant, id);
        Put(Evidence, evidence);
        if (userPrincipalName is not null)
        {
            Put(AccountNames, [RowEvidence.AccountName(userPrincipalName)]);
        }

        void Put(Dictionary<int, SortedSet<string>> into, IReadOnlyList<string> texts)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(into, identity, out _);
            known ??= new SortedSet<string>(StringComparer.Ordinal);
            foreach (var text in texts)
            {
                known.Add(text);
            }
        }
    }

    /// <summary>The row's entry, without what is numbered by the piece.</summary>
    public static LogEntry EntryOf(SignIn row, long offset, ReadOnlySpan<byte> bytes) =>
        new(row.At.UtcTicks, HashOf(row.Key), RowChecksum.Of(bytes), FieldsOf(row), 0, 0, offset, bytes.Length) { Succeeded = row.ErrorCode == 0, Log = row.Kind };

    /// <summary>A row that only rules read.</summary>
    private static LogEntry EntryOf(IReadOnlyList<RuleHit> hits, long offset, ReadOnlySpan<byte> bytes) =>
        new(hits[0].At?.UtcTicks ?? LogEntry.NoTime, HashOf(hits[0].EventKey), RowChecksum.Of(bytes), 0, 0, 0, offset, bytes.Length) { Identity = LogEntry.Nobody, Hits = hits, IsForRules = true };

    private static LogEntry EntryOf(ReadResult.Other row, long offset, ReadOnlySpan<byte> bytes) =>
        new(row.At?.UtcTicks ?? LogEntry.NoTime, HashOf(row.Key), RowChecksum.Of(bytes), (byte)Math.Min(row.Says, byte.MaxValue), 0, 0, offset, bytes.Length) { Identity = LogEntry.Nobody };

    private static ulong HashOf(string key) => ulong.Parse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private void Count(DateTimeOffset at)
    {
        RowCount++;
        Widen(at);
    }

    private void Widen(DateTimeOffset at) => Period = Period is not { } known ? (at, at) : (at < known.First ? at : known.First, at > known.Last ? at : known.Last);

    /// <summary>Nearly always that of the row before.</summary>
    private SeenTenant TenantOf(string tenant)
    {
        if (_lastTenant?.Name == tenant)
        {
            return _lastTenant;
        }

        if (!_tenants.TryGetValue(tenant, out var seen))
        {
            _tenants[tenant] = seen = new SeenTenant(tenant, (ushort)Math.Min(Tenants.Count, ushort.MaxValue));
            Tenants.Add(tenant);
        }

        return _lastTenant = seen;
    }

    private int IdentityOf(string tenant, string identity)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(TenantOf(tenant).Identities, identity, out var known);
        if (!known)
        {
            number = Identities.Count;
            Identities.Add((tenant, identity));
        }

        return number;
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

    /// <summary>A tenant, its place in <see cref="Tenants"/>, and its identities' places in <see cref="Identities"/>.</summary>
    private sealed record SeenTenant(string Name, ushort Number)
    {
        public Dictionary<string, int> Identities { get; } = new(StringComparer.Ordinal);
    }
}
