using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Streams;

/// <summary>What goes out to the house. Nothing does until somebody says so.</summary>
public sealed class StreamOptions : IValidatableObject
{
    public const string Section = "Streams";

    /// <summary>Receivers by name.</summary>
    public IReadOnlyDictionary<string, OutletOptions> Outlets { get; init; } = new Dictionary<string, OutletOptions>();

    /// <summary>Mail addresses of owners, by the name that findings give them.</summary>
    public IReadOnlyDictionary<string, string> OwnerAddresses { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a receiver that did not answer is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(1);

    internal bool Wants(HouseRecordKind kind) => Outlets.Values.Any(outlet => outlet.Records.Contains(kind));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from outlet in Outlets
        from fault in outlet.Value.Faults()
        select new ValidationResult($"{Section}:{nameof(Outlets)}:{outlet.Key}: {fault}");
}

[OptionsValidator]
public sealed partial class StreamOptionsValidator : IValidateOptions<StreamOptions>;
