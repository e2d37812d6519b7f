using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Rotation.Policies;

namespace NhiEvents.Core.Rotation;

/// <summary>Settings of the rotations.</summary>
public sealed class RotationOptions : IValidatableObject
{
    public const string Section = "Rotation";

    /// <summary>The tenant whose credentials are looked at every day; null: nobody's are.</summary>
    public string? TenantId { get; init; }

    /// <summary>The first that names an application counts. An application that none names is never written to.</summary>
    [ValidateEnumeratedItems]
    public IReadOnlyList<RotationPolicy> Policies { get; init; } = [];

    /// <summary>Object and application ids that are never written to.</summary>
    public IReadOnlyList<string> ProtectedIds { get; init; } = [];

    /// <summary>When rotations may begin, in UTC; empty is always.</summary>
    public IReadOnlyList<ChangeWindow> Windows { get; init; } = [];

    public IReadOnlyList<ChangeFreeze> Freezes { get; init; } = [];

    /// <summary>How long a new credential may be refused before that is a failure. Seen: seconds to over 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "06:00:00")]
    public TimeSpan PropagationLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Tests that a new credential must pass one after the other before consumers get it: not every part of Entra learns of it at once.</summary>
    [Range(1, 20)]
    public int TestsNeeded { get; init; } = 3;

    /// <summary>Between two tests.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan TestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a new credential rests before it is tried, when nothing is broken or known to others: a try that comes too early is a failed sign-in in everybody's log.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan FirstTestAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Old credentials that may be removed in an hour; above it the rest waits.</summary>
    [Range(1, 10_000)]
    public int RetirementsPerHour { get; init; } = 20;

    internal RotationRules ToRules() => new(PropagationLimit, TestsNeeded, TestPause, FirstTestAfter, RetirementsPerHour, new ChangeCalendar(Windows, Freezes));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FirstTestAfter >= PropagationLimit)
        {
            yield return new ValidationResult($"{Section}:{nameof(FirstTestAfter)} must be less than {nameof(PropagationLimit)}: the first refusal would be the last.");
        }

        foreach (var fault in ChangeCalendar.Faults(Windows, Freezes))
        {
            yield return new ValidationResult($"{Section}:{fault}");
        }
    }
}

[OptionsValidator]
public sealed partial class RotationOptionsValidator : IValidateOptions<RotationOptions>;

/// <summary>The numbers that decisions work with; <see cref="RotationOptions"/> as plain values.</summary>
internal sealed record RotationRules(TimeSpan PropagationLimit, int TestsNeeded, TimeSpan TestPause, TimeSpan FirstTestAfter, int RetirementsPerHour, ChangeCalendar Calendar)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Attempts after which a person is told; the attempts go on.</summary>
    public const int AttemptsBeforePerson = 5;

    /// <summary>The pause after so many failures: 1, 2, 4, … minutes.</summary>
    public static TimeSpan PauseAfter(int failures) => failures >= 7 ? LongestPause : TimeSpan.FromMinutes(Math.Pow(2, Math.Max(failures, 1) - 1));
}
