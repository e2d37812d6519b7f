using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads what ID Protection says: risk detections of users and service principals, and the standing of those at risk.</summary>
internal static class RiskReader
{
    private const int MaxKeys = 32;

    private const int MaxAdditionalBytes = 2048;

    /// <param name="log">The category or table, where the row names one.</param>
    public static ReadResult Read(RowMembers row, string log)
    {
        var type = row.Text(Member.RiskEventType);
        var subject = type is null ? RiskSubject.Standing : RiskSubject.Detection;
        var isUser = log.Contains("User", StringComparison.OrdinalIgnoreCase)
            || (!log.Contains("ServicePrincipal", StringComparison.OrdinalIgnoreCase) && (row.Text(Member.UserId) ?? row.Text(Member.UserPrincipalName) ?? row.Text(Member.UserDisplayName)) is not null);
        var id = row.Text(Member.Id);
        var identity = subject is RiskSubject.Standing ? id : isUser ? row.Text(Member.UserId) : row.Text(Member.ServicePrincipalId) ?? row.Text(Member.AppId);
        if (identity is null)
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoIdentity, isUser ? "userId is empty" : "servicePrincipalId is empty");
        }

        var time = (subject is RiskSubject.Standing ? row.Text(Member.RiskLastUpdated) : row.Text(Member.DetectedDateTime) ?? row.Text(Member.ActivityDateTime)) ?? row.Text(Member.OriginalTime) ?? row.Text(Member.Time);
        if (!OtherLogs.TryTime(time, out var at))
        {
            return OtherLogs.NoTime(row, time, subject is RiskSubject.Standing ? "riskLastUpdatedDateTime" : "detectedDateTime");
        }

        var (state, level) = (row.Text(Member.RiskState) ?? "", row.Text(Member.RiskLevel) ?? "");
        identity = identity.ToLowerInvariant();
        var key = OtherLogs.KeyOf("risk", id, identity, type, subject is RiskSubject.Standing || id is null ? OtherLogs.Seconds(at) : "", state, level);
        var risk = new RiskDetected(
            OtherLogs.TenantOf(row), key, id ?? key, subject, isUser ? RiskedIdentity.User : RiskedIdentity.ServicePrincipal, at, identity, state, level,
            isUser ? [] : [EvidenceKinds.ServicePrincipal])
        {
            RiskType = type,
            Detail = row.Text(Member.RiskDetail),
            Source = row.Text(Member.Source),
            DetectionTiming = row.Text(Member.DetectionTiming),
            Activity = row.Text(Member.Activity),
            DisplayName = isUser ? row.Text(Member.UserDisplayName) : row.Text(Member.ServicePrincipalDisplayName) ?? row.Text(Member.DisplayName),
            UserPrincipalName = isUser ? row.Text(Member.UserPrincipalName) : null,
            AppId = row.Text(Member.AppId),
            KeyIds = row.Texts(Member.KeyIds, MaxKeys),
            IpAddress = row.Text(Member.IpAddress),
            Country = row.Object(Member.Location)?.Text(Member.Country),
            CorrelationId = row.Text(Member.CorrelationId),
            Additional = row.TextOrJson(Member.AdditionalInfo, MaxAdditionalBytes),
        };
        return new ReadResult.Risk(risk, row.Count);
    }
}
