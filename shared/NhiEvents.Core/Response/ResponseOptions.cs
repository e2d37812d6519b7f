using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response.Muting;
using NhiEvents.Core.Response.Playbooks;

namespace NhiEvents.Core.Response;

/// <summary>How far reactions go, and what slows them down.</summary>
public sealed class ResponseOptions : IValidatableObject
{
    public const string Section = "Response";

    /// <summary>The most that any reaction may do, whatever a playbook says.</summary>
    public ReactionMode Mode { get; init; } = ReactionMode.Enforce;

    /// <summary>The same for one environment (the registry's tag <c>environment:…</c>).</summary>
    public IReadOnlyDictionary<string, ReactionMode> Environments { get; init; } = new Dictionary<string, ReactionMode>();

    /// <summary>Writes by which identities are contained in an hour without anybody's approval, at most; above it a person is paged, and decides.</summary>
    [Range(1, 1000)]
    public int ContainedPerHour { get; init; } = 10;

    /// <summary>Writes of an hour that persons have approved or want taken back, at most: somebody who holds many passwords is stopped at once, and a slip cannot stop a whole company.</summary>
    [Range(1, 1000)]
    public int ApprovedPerHour { get; init; } = 100;

    /// <summary>Exceptions that are asked for under standing approvals in an hour, at most.</summary>
    [Range(1, 1000)]
    public int GrantedPerHour { get; init; } = 10;

    /// <summary>Calls of playbooks in an hour, at most.</summary>
    [Range(1, 1000)]
    public int CalledPerHour { get; init; } = 60;

    /// <summary>Failed writes in an hour after which no more are tried in it.</summary>
    [Range(1, 1000)]
    public int FailuresPerHour { get; init; } = 5;

    /// <summary>How long findings of one cause are collected before their tickets are opened.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan CollectFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long what follows is collected before the tickets are told.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "06:00:00")]
    public TimeSpan CollectAgain { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A cause that nobody has joined for so long is over; who joins later begins a new incident.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan CauseEndsAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long after the end of an exception a failure is what was to be expected.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan ExpectedAfterEnd { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How long a proposed exception would last: time to move a job, not to forget it.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan OfferFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Object ids of groups by which teams keep their identities: who is a member of one is answered for by the team that it is named after.</summary>
    public IReadOnlyList<string> OwnerGroups { get; init; } = [];

    /// <summary>UTC hours in which tickets and notices below high severity wait, such as 22 to 6; equal is never.</summary>
    [Range(0, 23)]
    public int QuietFromHour { get; init; }

    /// <summary>See <see cref="QuietFromHour"/>.</summary>
    [Range(0, 23)]
    public int QuietToHour { get; init; }

    /// <summary>Object ids that no reaction ever touches: break-glass accounts, our own and the deployer's identities.</summary>
    public IReadOnlyList<string> ProtectedIds { get; init; } = [];

    /// <summary>What people have approved in advance: short exceptions of named identities.</summary>
    public IReadOnlyList<StandingApproval> StandingApprovals { get; init; } = [];

    /// <summary>How long a finding may be muted at most.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan LongestMute { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Where people reach the portal, such as <c>https://nhi.example/</c>: links to owners begin with it. Null: owners are not asked.</summary>
    public Uri? PortalAddress { get; init; }

    /// <summary>How long the link to an owner may be good at most.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan LongestAttestation { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Times in which some findings are to be expected: what opens in them is heard at their end, if it is still so.</summary>
    public IReadOnlyList<SuppressionWindow> Suppressions { get; init; } = [];

    /// <summary>A file of playbooks instead of the shipped ones; checked at the start.</summary>
    public string? PlaybooksFile { get; init; }

    /// <summary>Who gets what has no owner.</summary>
    public string DefaultQueue { get; init; } = "unknown";

    /// <summary>The most that may be done to an identity of an environment.</summary>
    internal ReactionMode MostFor(string? environment) =>
        environment is not null && Environments.FirstOrDefault(known => known.Key.Equals(environment, StringComparison.OrdinalIgnoreCase)) is { Key: not null } scope && scope.Value < Mode ? scope.Value : Mode;

    /// <summary>When people are next told of what can wait; now outside the quiet hours.</summary>
    private DateTimeOffset AfterQuiet(DateTimeOffset now)
    {
        var isQuiet = QuietFromHour < QuietToHour ? now.Hour >= QuietFromHour && now.Hour < QuietToHour : QuietFromHour > QuietToHour && (now.Hour >= QuietFromHour || now.Hour < QuietToHour);
        if (!isQuiet)
        {
            return now;
        }

        var end = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(QuietToHour);
        return end > now ? end : end.AddDays(1);
    }

    /// <summary>Until when what is this severe waits; null: it does not.</summary>
    internal DateTimeOffset? QuietUntil(Severity severity, DateTimeOffset now) => severity < Severity.High && AfterQuiet(now) is var at && at > now ? at : null;

    internal PlaybookBook LoadPlaybooks() => string.IsNullOrEmpty(PlaybooksFile) ? PlaybookBook.Shipped : PlaybookBook.LoadFile(PlaybooksFile);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PlaybookFault() is { } fault)
        {
            yield return new ValidationResult($"{Section}:{nameof(PlaybooksFile)}: {fault}");
        }

        for (var i = 0; i < StandingApprovals.Count; i++)
        {
            foreach (var missing in StandingApprovals[i].Faults())
            {
                yield return new ValidationResult($"{Section}:{nameof(StandingApprovals)}:{i}: {missing}");
            }
        }

        if (PortalAddress is { } address && !(address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback) && address.AbsolutePath == "/"))
        {
            yield return new ValidationResult($"{Section}:{nameof(PortalAddress)} must be an https address without a path, such as https://nhi.example/ (http only on this machine).");
        }

        for (var i = 0; i < Suppressions.Count; i++)
        {
            foreach (var wrong in Suppressions[i].Faults())
            {
                yield return new ValidationResult($"{Section}:{nameof(Suppressions)}:{i}: {wrong}");
            }
        }

        foreach (var (name, ids) in new[] { (nameof(ProtectedIds), ProtectedIds), (nameof(OwnerGroups), OwnerGroups) })
        {
            for (var i = 0; i < ids.Count; i++)
            {
                if (!Guid.TryParse(ids[i], out _))
                {
                    yield return new ValidationResult($"{Section}:{name}:{i} is no object id (a GUID).");
                }
            }
        }
    }

    private string? PlaybookFault()
    {
        try
        {
            LoadPlaybooks();
            return null;
        }
        catch (InvalidDataException faulty)
        {
            return faulty.Message;
        }
    }
}

[OptionsValidator]
public sealed partial class ResponseOptionsValidator : IValidateOptions<ResponseOptions>;
