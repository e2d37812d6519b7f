using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Contracts.Messages;

/// <summary>By which limits requests of a tenant are judged now, and from which policies exceptions can be made. The latest <see cref="At"/> is the newest.</summary>
public sealed record ExceptionTerms(string TenantId, DateTimeOffset At, ExceptionLimits Limits, IReadOnlyList<ExceptablePolicy> Policies)
{
    public const string Kind = "exception-terms";

    /// <summary>When exceptions may end, in UTC; empty is always.</summary>
    public IReadOnlyList<EndingTime> EndingWindows { get; init => field = value ?? []; } = [];

    /// <summary>When nothing may change.</summary>
    public IReadOnlyList<FrozenTime> Freezes { get; init => field = value ?? []; } = [];

    /// <summary>Second accounts of a person: account id to the id of the person's first account.</summary>
    public IReadOnlyDictionary<string, string> SecondAccounts { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}

/// <summary>The longest that exceptions may last, and how wide.</summary>
/// <param name="Unguarded">While no guard policy keeps it to the agreed networks.</param>
/// <param name="WidestIpv4">Prefix length of the widest network.</param>
public sealed record ExceptionLimits(
    TimeSpan Standard, TimeSpan Privileged, TimeSpan Unguarded, TimeSpan Maintenance, TimeSpan Emergency, int MaxRenewals, int WidestIpv4, int WidestIpv6, TimeSpan HistoryNeeded);

/// <summary>A policy that is set up for exceptions.</summary>
public sealed record ExceptablePolicy(string Id, string Name, bool Enforced, bool RiskBased)
{
    /// <summary>How users are excluded; absent when they cannot be.</summary>
    public ExclusionMechanism? ForUsers { get; init; }

    /// <summary>How service principals are excluded; absent when they cannot be.</summary>
    public ExclusionMechanism? ForPrincipals { get; init; }

    /// <summary>The networks that each guard of its exclusion group leaves open; empty when none holds.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Guards { get; init => field = value ?? []; } = [];
}

/// <summary>A time of the week, in UTC.</summary>
/// <param name="To">Not included.</param>
public sealed record EndingTime(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <param name="To">Not included.</param>
public sealed record FrozenTime(DateTimeOffset From, DateTimeOffset To);
