using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ticketing;

/// <summary>How tickets are kept.</summary>
public sealed class TicketingOptions
{
    public const string Section = "Ticketing";

    /// <summary>A cause that comes back this soon after its ticket was closed opens the same ticket again; later it gets a new one that names the old.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan ReopenWithin { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The first pause after the ticket system did not answer; it doubles.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "06:00:00")]
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
public sealed partial class TicketingOptionsValidator : IValidateOptions<TicketingOptions>;
