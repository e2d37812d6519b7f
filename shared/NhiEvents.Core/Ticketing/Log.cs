using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Tickets;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ticketing;

internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Information, "Webhook of {Sender} accepted: {Word}")]
    public static partial void WebhookAccepted(this ILogger logger, string sender, TicketWord word);

    [LoggerMessage(7002, LogLevel.Warning, "Webhook of {Sender} refused: {Error}")]
    public static partial void WebhookRefused(this ILogger logger, string sender, string error);

    [LoggerMessage(7003, LogLevel.Information, "Ticket {Number} of case {CaseKey} is now {State}")]
    public static partial void TicketTurned(this ILogger logger, string number, string caseKey, TicketState state);

    [LoggerMessage(7004, LogLevel.Warning, "Case {CaseKey}: the ticket system failed ({Failures} times in a row): {Fault}")]
    public static partial void TicketSystemFailed(this ILogger logger, Exception failure, string caseKey, int failures, TicketFault fault);

    [LoggerMessage(7005, LogLevel.Error, "Case {CaseKey}: the ticket system refuses what is written to it; a person has to look: {Reason}")]
    public static partial void TicketSystemRefused(this ILogger logger, string caseKey, string reason);
}
