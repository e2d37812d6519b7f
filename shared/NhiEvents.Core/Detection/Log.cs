using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Identity {IdentityId} is taken for a non-human one")]
    public static partial void IdentitySeen(this ILogger logger, string identityId);

    [LoggerMessage(1002, LogLevel.Warning, "Events of identity {IdentityId} could not be handled now")]
    public static partial void IdentityFailed(this ILogger logger, Exception failure, string identityId);

    [LoggerMessage(1003, LogLevel.Debug, "Looked at identity {IdentityId} again")]
    public static partial void LookedAgain(this ILogger logger, string identityId);

    [LoggerMessage(1004, LogLevel.Information, "Finding {FindingId} ({FindingType}) of identity {IdentityId} is now {State}")]
    private static partial void FindingTurned(this ILogger logger, string findingId, string findingType, string identityId, FindingState state);

    [LoggerMessage(1007, LogLevel.Information, "The {Source} says something of identity {IdentityId}")]
    public static partial void FactsLearned(this ILogger logger, string source, string identityId);

    [LoggerMessage(1008, LogLevel.Warning, "Matches of rule {RuleId} could not be handled now")]
    public static partial void RuleFailed(this ILogger logger, Exception failure, string ruleId);

    [LoggerMessage(1012, LogLevel.Warning, "The directory change {EventId} could not be handled now")]
    public static partial void ChangeFailed(this ILogger logger, Exception failure, string eventId);

    [LoggerMessage(1013, LogLevel.Warning, "That rows came could not be noted now")]
    public static partial void CoverageFailed(this ILogger logger, Exception failure);

    public static void FindingsTurned(this ILogger logger, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            logger.FindingTurned(finding.Id, finding.FindingType, finding.Identity.Id, finding.State);
        }
    }
}
