using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

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

    /// <summary>How long a token of a user or service principal may serve a job, so that it asks for no other (NHI202).</summary>
    [Range(typeof(TimeSpan), "01:00:00", "2.00:00:00")]
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The same of a managed identity.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "4.00:00:00")]
    public TimeSpan LongTokenLife { get; init; } = TimeSpan.FromHours(36);

    /// <summary>How much later than ever before a run may be (NHI202).</summary>
    [Range(typeof(TimeSpan), "00:15:00", "1.00:00:00")]
    public TimeSpan MissedRunGrace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Days on which jobs of working days rest. While none are given, such a job is missed one working day later.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>How long a sign-in log may bring nothing and still be complete: nothing is concluded from silence within a longer gap.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "06:00:00")]
    public TimeSpan LongestGap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How late the rows of a log are as a rule, when it is asked whether the log has gone silent (NHI408).</summary>
    [Range(typeof(TimeSpan), "00:05:00", "06:00:00")]
    public TimeSpan LogLag { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A log that rests longer as a rule is not watched (NHI408): give it a canary.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromDays(3);

    /// <summary>On how many days two jobs must have used one identity beside each other (NHI206).</summary>
    [Range(2, 20)]
    public int SharedDays { get; init; } = 5;

    /// <summary>Autonomous systems of hosting providers, from which anybody works: a new one needs something else that is new (NHI207).</summary>
    public IReadOnlyList<int> CloudNetworks { get; init; } =
    [
        8068, 8069, 8070, 8075, 12076, // Microsoft
        14618, 16509, // Amazon
        15169, 396982, // Google
        13335, 14061, 16276, 20473, 24940, 31898, 36351, 36459, 45102, 54113, 63949, 132203, // Cloudflare, DigitalOcean, OVH, Vultr, Hetzner, Oracle, IBM, GitHub, Alibaba, Fastly, Linode, Tencent
    ];

    /// <summary>Object ids of the break-glass accounts: any use of one is NHI209. Never inferred. Name them in <c>Ingest:RegisteredIds</c> too, so that their rows are kept.</summary>
    public IReadOnlyList<string> BreakGlassIds { get; init; } = [];

    /// <summary>How long an application must not have been used in any way to be called unused (NHI406), and how old it must be.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "400.00:00:00")]
    public TimeSpan UnusedAfter { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the events of an identity are kept one by one. After that only what they add to findings stays, and a later copy of them changes nothing.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "400.00:00:00")]
    public TimeSpan KeepEvents { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a finding stands after its last event (13 months): then it is withdrawn, and what was kept of its events goes.</summary>
    [Range(typeof(TimeSpan), "90.00:00:00", "1200.00:00:00")]
    public TimeSpan KeepFindings { get; init; } = TimeSpan.FromDays(396);

    /// <summary>Object ids whose doings raise no finding of a rule: our own identities, and the pipelines that are meant to change what rules watch.</summary>
    public IReadOnlyList<string> TrustedActors { get; init; } = [];

    /// <summary>How long after a failure a finding is not said by rule, because a success could still close it. Zero for findings that wait for nothing.</summary>
    public TimeSpan WaitOf(Finding finding) => VerdictTimes.Of(this).WaitOf(finding.FindingType, isUser: !finding.Identity.Kind.IsServicePrincipal());
}

[OptionsValidator]
public sealed partial class DetectionOptionsValidator : IValidateOptions<DetectionOptions>;
