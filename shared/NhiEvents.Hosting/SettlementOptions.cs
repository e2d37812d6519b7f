using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace NhiEvents.Hosting;

public sealed class SettlementOptions
{
    public const string Section = "Settlement";

    /// <summary>How long a message may be put off before it goes to the dead-letter queue, counted from its first sending.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);
}

[OptionsValidator]
internal sealed partial class SettlementOptionsValidator : IValidateOptions<SettlementOptions>;
