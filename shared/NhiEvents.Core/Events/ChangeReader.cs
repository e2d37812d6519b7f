using System.Collections.Frozen;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Finds, among all that the Azure Activity Log says was done, what mandatory multi-factor authentication refuses: a user's write or delete whose token holds no such claim.</summary>
/// <remarks>
/// What a token does not say is not concluded: a row without the methods claim shows nothing. An operation that ends with <c>/action</c> is left aside, because
/// Microsoft names creating, updating and deleting only.
/// </remarks>
internal static class ChangeReader
{
    private static readonly string[] Refusable = ["/write", "/delete"];

    /// <summary>It happened, or Azure has taken it on. A row that says "Started" comes before Azure has judged.</summary>
    private static readonly string[] Allowed = ["succ", "acce"];

    /// <summary>Clouds in which it is not demanded, as their tokens' audiences name them.</summary>
    private static readonly string[] OtherClouds = ["usgovcloudapi", "chinacloudapi"];

    /// <summary>Values of the methods claim that are more than one factor.</summary>
    private static readonly FrozenSet<string> SeveralFactors = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "mfa", "ngcmfa", "fido");

    /// <summary>Null for every other row.</summary>
    public static ReadResult? Read(ActivityRow row)
    {
        if (StatusOf(row) is not { } status
            || row.Operation is not { } operation
            || !Refusable.Any(ending => operation.EndsWith(ending, StringComparison.Ordinal))
            || !IsOneFactor(row.ClaimList(Member.ClaimMethods))
            || !IsUser(row)
            || row.Claim(Member.ClaimAudience) is { } audience && OtherClouds.Any(cloud => audience.Contains(cloud, StringComparison.OrdinalIgnoreCase))
            || row.IdentityId is not { } identity)
        {
            return null;
        }

        if (!OtherLogs.TryTime(row.Time, out var at))
        {
            return row.NoTime();
        }

        // One operation has a row for each state, often in the same second: rules may ask for either.
        var key = OtherLogs.KeyOf("changed", row.CorrelationId, OtherLogs.Seconds(at), identity, operation, row.ResourceId, status);
        return new ReadResult.Write(
            new ResourceChanged(row.TenantId, key, row.EventDataId ?? key, at, identity, operation, [])
            {
                UserPrincipalName = row.UserPrincipalName,
                AppId = row.AppId,
                ResourceId = row.ResourceId,
                CorrelationId = row.CorrelationId,
                IpAddress = row.IpAddress,
            },
            row.Count);
    }

    private static string? StatusOf(ActivityRow row) => Allowed.FirstOrDefault(status => row.Status.StartsWith(status, StringComparison.OrdinalIgnoreCase));

    /// <summary>Only a user's token has methods; a name or the type of the token says so once more.</summary>
    private static bool IsUser(ActivityRow row) =>
        row.Claim(Member.ClaimIdType) is { } type ? type.Equals("user", StringComparison.OrdinalIgnoreCase) : row.UserPrincipalName is not null;

    private static bool IsOneFactor(string? methods) =>
        methods?.Split([',', ' ', '"', '[', ']'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } all && !all.Any(SeveralFactors.Contains);
}
