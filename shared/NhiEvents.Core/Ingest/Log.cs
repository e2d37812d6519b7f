using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest;

internal static partial class Log
{
    [LoggerMessage(1501, LogLevel.Debug, "Batch: {Read} rows, {Published} published, {Dropped} dropped, {NotForUs} not for us, {Rejected} rejected, {Duplicates} duplicates")]
    public static partial void BatchRead(this ILogger logger, int read, int published, int dropped, int notForUs, int rejected, int duplicates);

    [LoggerMessage(1502, LogLevel.Information, "Rows of identity {IdentityId} are kept from now on")]
    public static partial void IdentityRemembered(this ILogger logger, string identityId);

    [LoggerMessage(1503, LogLevel.Information, "Identity {IdentityId} signs in like a machine; its rows are kept from now on")]
    public static partial void CandidateFound(this ILogger logger, string identityId);

    [LoggerMessage(1505, LogLevel.Warning, "Microsoft Graph asks for a pause in reading {Log}")]
    public static partial void PollThrottled(this ILogger logger, EntraLog log);

    [LoggerMessage(1506, LogLevel.Warning, "Microsoft Graph refuses {Log} ({Reason}): a licence or a permission is missing; the other logs are read")]
    public static partial void PollRefused(this ILogger logger, EntraLog log, string reason);

    [LoggerMessage(1507, LogLevel.Warning, "The canary did not sign in ({Reason}): a silent log cannot be told from a quiet one")]
    public static partial void CanaryRefused(this ILogger logger, string reason);

    [LoggerMessage(1504, LogLevel.Debug, "Snapshot of {Count} known identities loaded")]
    public static partial void SnapshotLoaded(this ILogger logger, int count);
}
