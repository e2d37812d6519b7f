using System.Collections.Frozen;
using System.Globalization;
using NhiEvents.Contracts;

namespace NhiEvents.Core.Events;

/// <summary>The logs beside the sign-ins that are read, and which reader reads which.</summary>
internal static class OtherLogs
{
    public const string Audit = "AuditLogs";

    public const string Risk = "RiskEvents";

    public const string Activity = "AzureActivity";

    public const string Windows = "SecurityEvent";

    private static readonly FrozenDictionary<string, string> LogOf = new (string Log, string[] Names)[]
    {
        (Audit, [Audit]),
        (Risk, [Risk, "RiskyUsers", "UserRiskEvents", "RiskyServicePrincipals", "ServicePrincipalRiskEvents", "RiskyAgents", "AgentRiskEvents", "AADRiskyUsers", "AADUserRiskEvents", "AADRiskyServicePrincipals", "AADServicePrincipalRiskEvents"]),
        (Activity, [Activity, "Administrative", "Policy", "Action", "Write", "Delete"]),
        (Windows, [Windows, "WindowsEvent", "Event"]),
    }.SelectMany(entry => entry.Names.Select(name => (name, entry.Log))).ToFrozenDictionary(entry => entry.name, entry => entry.Log, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this build reads rows of the category or table.</summary>
    public static bool Reads(string category) => LogOf.ContainsKey(category);

    /// <summary>The row as an event of its log; as it was when this build reads nothing from that log.</summary>
    /// <param name="row">One whole JSON object.</param>
    public static ReadResult Read(ReadResult.NotForUs other, ReadOnlySpan<byte> row)
    {
        if (!LogOf.TryGetValue(other.Reason, out var log))
        {
            return other;
        }

        var members = RowMembers.OfRow(row);
        return log switch
        {
            Audit => AuditReader.Read(members),
            Risk => RiskReader.Read(members, other.Reason),
            Activity => ActivityReader.Read(members, other),
            _ => LockoutReader.Read(members, other),
        };
    }

    /// <summary>What "the same event" means: 16 hex digits.</summary>
    public static string KeyOf(string kind, params IEnumerable<string?> parts) => MessageIds.From([kind, .. parts.Select(part => part?.ToLowerInvariant() ?? "")])[..16];

    /// <summary>Exports differ in what is finer.</summary>
    public static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static bool TryTime(string? text, out DateTimeOffset at) => LogTime.TryRead(text, out at) && at >= SignInReader.EarliestTime && at < SignInReader.LatestTime;

    /// <summary>A row without a usable time.</summary>
    public static ReadResult.Unreadable NoTime(RowMembers row, string? time, string field) =>
        time is null ? Unreadable(row, RejectReasons.NoTime, $"no {field}") : Unreadable(row, RejectReasons.BadTime, $"{field} is no usable time");

    public static ReadResult.Unreadable Unreadable(RowMembers row, string reason, string detail) => new(reason, detail, 0) { TenantId = TenantOf(row) };

    public static string TenantOf(RowMembers row)
    {
        const string Prefix = "/tenants/";
        var tenant = row.Text(Member.TenantId);
        if (tenant is null && row.Text(Member.ResourceId) is { } path && path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            tenant = path[Prefix.Length..].Split('/')[0];
        }

        return string.IsNullOrWhiteSpace(tenant) ? SignInReader.UnknownTenant : tenant.ToLowerInvariant();
    }
}
