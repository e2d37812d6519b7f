using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ingest;

/// <summary>Settings of the Graph poller, for tenants that have no diagnostic settings.</summary>
public sealed class PollOptions
{
    public const string Section = "Poll";

    /// <summary>The logs to read.</summary>
    public IReadOnlyList<EntraLog> Logs { get; init; } = Enum.GetValues<EntraLog>();

    /// <summary>How often each log is read once it is up to date.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "06:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much of what was read is read again: rows arrive late, 2 to 10 minutes as a rule. A row that is later than this is missed.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>The longest time that one query asks for, beside the overlap.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan LongestQuery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far back the very first reading goes. Graph keeps 7 days, or 30 with a licence.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan StartBack { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Requests of one run. Graph takes 5 in 10 seconds from one application, so a run every 10 seconds may make 5.</summary>
    [Range(1, 100)]
    public int RequestsPerRun { get; init; } = 5;
}

[OptionsValidator]
public sealed partial class PollOptionsValidator : IValidateOptions<PollOptions>;
