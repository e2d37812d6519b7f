namespace NhiEvents.Contracts.Events;

/// <summary>A loaded Sigma rule matches a row of a log. The data of an <see cref="EventTypes.RuleMatched"/> event.</summary>
/// <remarks>
/// Immutable and self-contained. Delivered at least once and in any order. Of the row there is only what findings and correlation rules ask for; of a person there
/// is the object id and nothing else, unless a correlation rule groups by a field that names one.
/// </remarks>
/// <param name="Key">16 hex digits: the same for every copy of the row. With <paramref name="RuleId"/> what "the same match" means.</param>
/// <param name="RuleId">The rule's own id, a GUID.</param>
/// <param name="At">When the event happened; when it arrived, for a row that names no time.</param>
/// <param name="Log">Which log: <c>signinlogs</c>, <c>auditlogs</c>, <c>riskdetection</c>, <c>activitylogs</c> or <c>m365audit</c>.</param>
/// <param name="SubjectId">Whom or what the finding is about: of a sign-in or risk the identity, of a change the object that was changed.</param>
/// <param name="Evidence">Why the subject is taken for a non-human identity: slugs of <see cref="EvidenceKinds"/>; empty when it is something else.</param>
public sealed record RuleMatched(string TenantId, string Key, string RuleId, DateTimeOffset At, string Log, string SubjectId, IReadOnlyList<string> Evidence)
{
    /// <summary>Never that of a person.</summary>
    public string? SubjectName { get; init; }

    /// <summary>Object id of who did it; null where the log has none, or where the subject did it.</summary>
    public string? ActorId { get; init; }

    /// <summary>The values that correlation rules ask of this rule's events, by field; cut at 256 characters.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}
