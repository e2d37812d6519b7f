using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>A success, of a sign-in or in Azure, that a coming change will take away. Of each hour the journal keeps the earliest per change and policy: that is enough to show that it goes on.</summary>
internal sealed record BreakSign(string Change, DateTimeOffset At, string Key, string Id) : IComparable<BreakSign>
{
    /// <summary>Names are shown, never compared.</summary>
    private const int MaxName = 80;

    /// <summary>Of a policy that only reports.</summary>
    public string? PolicyId { get; init; }

    public string? PolicyName { get; init; }

    public string? AppName { get; init; }

    public string? ResourceName { get; init; }

    public string? IpAddress { get; init; }

    /// <summary>Of a change in Azure: what is changed, without the name of the one resource; the resource itself is <see cref="ResourceName"/>.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The same sign in another event.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Cause => $"{Change}\n{PolicyId}";

    public static BreakSign Of(PlannedChange change, SignIn signIn, AppliedPolicy? policy) => new(change.Id, signIn.At, signIn.Key, signIn.Id)
    {
        PolicyId = policy?.Id,
        PolicyName = Cut(policy?.DisplayName),
        AppName = Cut(signIn.AppDisplayName ?? signIn.AppId),
        ResourceName = Cut(signIn.ResourceDisplayName ?? signIn.ResourceId),
        IpAddress = signIn.IpAddress,
    };

    public static BreakSign Of(PlannedChange change, ResourceChanged changed) => new(change.Id, changed.At, changed.Key, changed.Id)
    {
        AppName = Cut(changed.OperationName),
        ResourceName = changed.ResourceId,
        ResourceType = Cut(changed.OperationName[..Math.Max(changed.OperationName.LastIndexOf('/'), 0)]),
        IpAddress = changed.IpAddress,
    };

    /// <summary>By time; equal times by what the event is, and copies of one event by what they say.</summary>
    public int CompareTo(BreakSign? other) =>
        other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Key, other.Key) is var byKey and not 0 ? byKey
        : string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>One for the hour, however many there were: so that a job that goes on as it always did is told of once an hour at most.</summary>
    public Contribution ToContribution() => new(
        new RootCause(FindingNumbers.WillBreak) { Way = Change, PolicyIds = PolicyId is null ? [] : [PolicyId] },
        1,
        LowerBound: true,
        At,
        At,
        [new EvidenceEvent(Id, At, 0) { App = AppName, Resource = ResourceName, IpAddress = IpAddress }],
        [],
        (PolicyName ?? PolicyId) is { } policy ? [policy] : [],
        AppName is null ? [] : [AppName],
        (ResourceType ?? ResourceName) is { } resource ? [resource] : []);

    private static string? Cut(string? name) => name?.Length > MaxName ? name[..MaxName] : name;
}
