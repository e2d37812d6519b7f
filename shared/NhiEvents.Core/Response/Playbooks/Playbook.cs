using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;

namespace NhiEvents.Core.Response.Playbooks;

/// <summary>What is done about which findings.</summary>
public sealed record Playbook(string Id, string Title, PlaybookCondition When, IReadOnlyList<PlaybookAction> Do, IReadOnlyList<PlaybookTest> Tests, int Line);

/// <summary>All that is given must hold; what is absent holds for everything.</summary>
/// <param name="Findings">Numbers such as <c>NHI101</c>.</param>
/// <param name="Environments">The value of a tag <c>environment:…</c> or <c>env:…</c> in the registry.</param>
public sealed record PlaybookCondition(
    IReadOnlyList<string> Findings, Severity? AtLeast, Severity? AtMost, IReadOnlyList<IdentityKind> Kinds, IReadOnlyList<Criticality> Criticalities, IReadOnlyList<string> Environments)
{
    /// <summary>Why the playbook does not fit; null when it does.</summary>
    public string? WhyNot(PlaybookSubject subject) =>
        Findings.Count > 0 && !Findings.Contains(subject.Finding, StringComparer.Ordinal) ? $"is for {string.Join(", ", Findings)}"
        : AtLeast is { } least && subject.Severity < least ? $"is for severity {least} and above"
        : AtMost is { } most && subject.Severity > most ? $"is for severity {most} and below"
        : Kinds.Count > 0 && !Kinds.Contains(subject.Kind) ? $"is for {string.Join(", ", Kinds)}"
        : Criticalities.Count > 0 && !(subject.Criticality is { } known && Criticalities.Contains(known)) ? $"is for criticality {string.Join(", ", Criticalities)}"
        : Environments.Count > 0 && !Environments.Contains(subject.Environment ?? "", StringComparer.OrdinalIgnoreCase) ? $"is for environment {string.Join(", ", Environments)}"
        : null;
}

/// <summary>What playbooks look at.</summary>
public sealed record PlaybookSubject(string Finding, Severity Severity, IdentityKind Kind)
{
    public Criticality? Criticality { get; init; }

    public string? Environment { get; init; }

    public static PlaybookSubject Of(Finding finding, IReadOnlyList<string> tags) => new(finding.FindingType, finding.Severity, finding.Identity.Kind)
    {
        Criticality = finding.Criticality,
        Environment = tags.Select(tag => tag.Split([':', '='], 2)).FirstOrDefault(parts => parts is ["environment" or "env", _])?[1].Trim(),
    };
}

public sealed record PlaybookAction(ReactionKind Kind, ReactionMode Mode);

/// <param name="Expect">The actions in order; null when the subject must not come to this playbook.</param>
public sealed record PlaybookTest(PlaybookSubject Given, IReadOnlyList<ReactionKind>? Expect, int Line);
