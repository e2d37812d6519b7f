using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Embedded.Simulation.Truths;

namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>The content of <c>verdict.json</c>: what was really broken, and what the system said. Its schema is docs/verdict.schema.json.</summary>
/// <param name="Findings">By finding number. What the system cannot find yet is not here.</param>
/// <param name="Broken">The promises that were not kept, in plain words; empty when all were.</param>
public sealed record VerdictDocument(
    int SchemaVersion, SimulatedRun Run, IReadOnlyDictionary<string, FindingVerdict> Findings, PeopleVerdict People, IReadOnlyList<string> Broken, bool Passed)
{
    /// <summary>What was done about the findings.</summary>
    public ReactionsVerdict? Reactions { get; init; }

    /// <summary>Absent where the scenario has nothing to do with exceptions.</summary>
    public ExceptionsVerdict? Exceptions { get; init; }

    /// <summary>Absent where the scenario rotates no secret.</summary>
    public RotationsVerdict? Rotations { get; init; }

    private static readonly VerdictJson Indented = new(new JsonSerializerOptions(VerdictJson.Default.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Indented.VerdictDocument);
}

/// <summary>What was run.</summary>
/// <param name="Records">Log records that the tenant wrote.</param>
public sealed record SimulatedRun(string Scenario, long Seed, int Days, int Humans, int Identities, long Records, int Crashes);

/// <param name="Count">Persons in the tenant.</param>
/// <param name="Findings">Findings that were raised on one of them.</param>
public sealed record PeopleVerdict(int Count, int Findings);

/// <summary>What was done about the findings.</summary>
/// <param name="Tickets">In the ticket system of this machine.</param>
/// <param name="Causes">Causes that these are about; less than the tickets when one was made twice.</param>
/// <param name="Findings">Findings that were reacted to.</param>
/// <param name="Proposed">Reactions that wait for a person.</param>
/// <param name="Writes">Reactions that changed something in the tenant.</param>
/// <param name="OnPeople">Reactions on identities that are persons.</param>
public sealed record ReactionsVerdict(int Tickets, int Causes, int Findings, int Proposed, int Writes, int OnPeople)
{
    /// <summary>Absent where nobody approves the proposed containments.</summary>
    public ContainmentVerdict? Containment { get; init; }

    /// <summary>Absent where nothing is promised of tickets.</summary>
    public IncidentVerdict? Incident { get; init; }

    /// <summary>Absent where nobody decides in a ticket.</summary>
    public ApprovalsVerdict? Approvals { get; init; }
}

/// <summary>How exceptions did, by what the tenant really held.</summary>
/// <param name="Granted">Exceptions that became active.</param>
/// <param name="Ended">Of these, those whose exclusion was read back as gone.</param>
/// <param name="Outlived">Identities that were excluded at the end of the run although their exception was over.</param>
/// <param name="Shadows">Ways out that somebody made by hand.</param>
/// <param name="ShadowsFound">Of these, those with a finding.</param>
/// <param name="ShadowsWithAuthor">Of these, those whose finding names who did it.</param>
/// <param name="GrantedToAttacked">Exceptions granted to an identity whose password somebody else held.</param>
/// <param name="Refused">Requests that were refused.</param>
/// <param name="Worked">Exceptions under which a job that was broken worked again.</param>
public sealed record ExceptionsVerdict(int Granted, int Ended, int Outlived, int Shadows, int ShadowsFound, int ShadowsWithAuthor, int GrantedToAttacked, int Refused, int Worked)
{
    /// <summary>From the end of an exception until its exclusion was read back as gone. Absent when none ended in the run.</summary>
    public Quantiles? SecondsLate { get; init; }

    public IReadOnlyList<string> ShadowsMissed { get; init; } = [];
}

/// <summary>How rotations did, by what the tenant and the vault really held and what consumers experienced.</summary>
/// <param name="Applications">Applications whose secret is rotated.</param>
/// <param name="Started">As the system announced them.</param>
/// <param name="Finished">Of these, done.</param>
/// <param name="Abandoned">Of these, given up.</param>
/// <param name="Held">Of these, waiting for a person at the end of the run.</param>
/// <param name="Unexplained">Given up without a reason.</param>
/// <param name="Replaced">Times that the vault's current version became another credential.</param>
/// <param name="Retired">Credentials that consumers had, removed from the tenant.</param>
/// <param name="SignIns">Of consumers of these secrets.</param>
/// <param name="FailedSignIns">Of these, refused for their secret: not known any more, not known yet, or ended.</param>
/// <param name="UsedKeysRetired">Credentials removed although a consumer had presented them within 35 days.</param>
/// <param name="ExpiredUnrotated">Credentials that ended while they were the vault's current version.</param>
/// <param name="Orphaned">New credentials in the tenant whose text no vault version ever held.</param>
/// <param name="Repeated">Credentials replaced by themselves, or before the policy wanted it: what a second rotation of the same credential does.</param>
public sealed record RotationsVerdict(
    int Applications, int Started, int Finished, int Abandoned, int Held, int Unexplained, int Replaced, int Retired, long SignIns, int FailedSignIns, int UsedKeysRetired, int ExpiredUnrotated, int Orphaned, int Repeated)
{
    /// <summary>Why rotations were given up or held, with how often.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The first failed sign-ins.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];
}

/// <summary>How one kind of finding did.</summary>
/// <param name="Truths">Identities and paths that were really broken for this reason.</param>
/// <param name="Found">Of these, those with a finding.</param>
/// <param name="False">Findings with nothing behind them, still open at the end.</param>
/// <param name="Withdrawn">Findings with nothing behind them that the system took back by itself.</param>
public sealed record FindingVerdict(int Truths, int Found, int False, int Withdrawn)
{
    /// <summary>From the first failed attempt to the finding, in virtual time. Absent when nothing was found.</summary>
    public Quantiles? SecondsToFinding { get; init; }

    /// <summary>Of these, until the record of that attempt was in the event hub.</summary>
    public Quantiles? SecondsUpstream { get; init; }

    /// <summary>Of these, what the finding's rule waited, with the record there, for what could still close it.</summary>
    public Quantiles? SecondsByRule { get; init; }

    /// <summary>Of these, ours: from when the record was there and the rule's wait was over to the finding.</summary>
    public Quantiles? SecondsOwn { get; init; }

    public IReadOnlyList<MissedTruth> Missed { get; init; } = [];

    public IReadOnlyList<FalseFinding> FalseFindings { get; init; } = [];
}

/// <summary>Whole seconds, nearest rank.</summary>
public sealed record Quantiles(long P50, long P95, long Max)
{
    /// <summary>Null for no values.</summary>
    public static Quantiles? Of(IEnumerable<TimeSpan> values)
    {
        var sorted = values.Select(value => (long)Math.Round(value.TotalSeconds)).Order().ToList();
        return sorted.Count == 0 ? null : new Quantiles(Rank(50), Rank(95), sorted[^1]);

        long Rank(int percent) => sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)];
    }
}

/// <summary>A truth that the system did not find.</summary>
public sealed record MissedTruth(string IdentityId, string DisplayName, Breakage Why, DateTimeOffset From)
{
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A finding with nothing behind it.</summary>
public sealed record FalseFinding(string Id, string IdentityId, string DisplayName, bool IsPerson, DateTimeOffset FirstSeen);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerdictDocument))]
public sealed partial class VerdictJson : JsonSerializerContext;
