using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Detection;

/// <summary>Settings of Detection.</summary>
public sealed class DetectionOptions
{
    public const string Section = "Detection";

    /// <summary>A success with the same application and resource this soon after a challenge answers it. Verdicts look one hour ahead, hence the limit.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:30:00")]
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How much later the log row of that success may arrive. Entra's logs are 2 to 10 minutes late; a later row still withdraws the finding.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan ArrivalAllowance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an identity must have worked before its history says from where it works.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan LearnFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>A new way to a resource this soon after a policy refused it is taken for a way around that policy (NHI203). A verdict looks one hour back, hence the limit.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan BypassWithin { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an identity must have rested for its next sign-in to be news (NHI208): longer than a quarter, so that quarterly jobs are none.</summary>
    [Range(typeof(TimeSpan), "60.00:00:00", "400.00:00:00")]
    public TimeSpan DormantAfter { get; init; } = TimeSpan.FromDays(100);

    /// <summary>How long an application must not have been used in any way to be called unused (NHI406), and how old it must be.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "400.00:00:00")]
    public TimeSpan UnusedAfter { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Object ids whose doings raise no finding of a rule: our own identities, and the pipelines that are meant to change what rules watch.</summary>
    public IReadOnlyList<string> TrustedActors { get; init; } = [];
}

[OptionsValidator]
public sealed partial class DetectionOptionsValidator : IValidateOptions<DetectionOptions>;
