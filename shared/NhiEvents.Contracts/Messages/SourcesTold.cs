namespace NhiEvents.Contracts.Messages;

/// <summary>How the logs of a tenant stand, told whenever they were looked at. The latest <see cref="At"/> is the newest.</summary>
/// <param name="Sources">Every log of which a row is known.</param>
public sealed record SourcesTold(string TenantId, DateTimeOffset At, IReadOnlyList<SourceStanding> Sources)
{
    public const string Kind = "sources-told";
}

/// <summary>How one log stands.</summary>
/// <param name="LastRow">The time of the latest event that came, cut to the slots that coverage is counted in.</param>
public sealed record SourceStanding(LogSource Source, DateTimeOffset LastRow)
{
    /// <summary>It brings nothing, or far too little, since then; absent while nothing is wrong.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>About how many rows came within six hours in which at least <see cref="Least"/> usually do; absent when none came, or enough.</summary>
    public int? Came { get; init; }

    public int? Least { get; init; }

    /// <summary>The longest that it rested in two weeks; absent while too little is known for its silence to tell anything.</summary>
    public TimeSpan? LongestRest { get; init; }
}
