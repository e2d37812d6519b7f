using NhiEvents.Contracts.Events;

namespace NhiEvents.Contracts.Findings;

/// <summary>What is wrong with one non-human identity, for one root cause. The element of <c>findings.json</c>.</summary>
/// <remarks>The same identity, finding and root cause is always the same <see cref="Id"/>, updated.</remarks>
/// <param name="Id">Stable: derived from tenant, identity, finding and root cause.</param>
/// <param name="FindingType">Stable finding number, such as <c>NHI101</c>; in JSON <c>finding</c>.</param>
/// <param name="Name">Its slug, such as <c>challenge-demanded</c>.</param>
/// <param name="Owner">A name, or <c>unknown</c>.</param>
/// <param name="Cause">One sentence.</param>
/// <param name="Remedies">In order: the first is the one to try first.</param>
/// <param name="Standards">Controls of published standards that this finding is about.</param>
/// <param name="FirstSeen">Time of the first event that counts, from the log.</param>
/// <param name="Count">Distinct events.</param>
public sealed record Finding(
    string Id,
    [property: System.Text.Json.Serialization.JsonPropertyName("finding")] string FindingType,
    string Name,
    Severity Severity,
    IdentityRef Identity,
    string Owner,
    string Cause,
    Evidence Evidence,
    IReadOnlyList<Remedy> Remedies,
    IReadOnlyList<string> Standards,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    int Count,
    FindingState State)
{
    /// <summary>True when more events came than were told apart.</summary>
    public bool CountIsLowerBound { get; init; }

    /// <summary>How much depends on the identity, as the registry says; it has raised or lowered <see cref="Severity"/>. Absent when nobody said.</summary>
    public Criticality? Criticality { get; init; }
}

/// <summary>How bad, and how soon a person should look.</summary>
public enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Where a finding stands.</summary>
public enum FindingState
{
    /// <summary>True now, as far as the logs tell.</summary>
    Open,

    /// <summary>A log row showed that it never was true, or, for what only stands until a success (NHI102), that it is over.</summary>
    Withdrawn,
}

/// <summary>An identity as a person reads it.</summary>
public sealed record IdentityRef(string Id, IdentityKind Kind, string DisplayName)
{
    /// <summary>Present for user objects.</summary>
    public string? UserPrincipalName { get; init; }

    public string? AppId { get; init; }
}

/// <summary>What the finding rests on.</summary>
/// <param name="Events">The earliest and the latest events, in time order; <see cref="Finding.Count"/> counts all.</param>
/// <param name="DemandedBy">Who demanded the challenge; empty when the log does not say.</param>
/// <param name="Classification">Why the identity is taken for a non-human one: slugs of <see cref="EvidenceKinds"/>.</param>
public sealed record Evidence(
    IReadOnlyList<EvidenceEvent> Events,
    IReadOnlyList<int> Codes,
    IReadOnlyList<string> DemandedBy,
    IReadOnlyList<string> Policies,
    IReadOnlyList<string> Apps,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> Classification)
{
    /// <summary>Of a finding that has ended, or that no events are behind.</summary>
    public static Evidence None { get; } = new([], [], [], [], [], [], []);

    /// <summary>Computers that the wrong passwords came from; present when domain controllers named them (Windows event 4740).</summary>
    public IReadOnlyList<string>? Computers { get; init; }
}

/// <summary>One log row that a finding rests on.</summary>
public sealed record EvidenceEvent(string Id, DateTimeOffset At, int Code)
{
    public string? App { get; init; }

    public string? Resource { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>The computer that sent the wrong password (Windows event 4740).</summary>
    public string? Computer { get; init; }
}

/// <summary>One thing to do about it.</summary>
/// <param name="Title">What it achieves, in a few words.</param>
/// <param name="Steps">Portal steps in plain words; never empty.</param>
public sealed record Remedy(string Title, IReadOnlyList<string> Steps)
{
    /// <summary>Command to copy: Azure CLI.</summary>
    public string? Az { get; init; }

    /// <summary>Command to copy: Microsoft Graph PowerShell.</summary>
    public string? PowerShell { get; init; }
}
