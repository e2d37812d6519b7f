namespace NhiEvents.Contracts.Messages;

/// <summary>A log that conclusions from silence rest on.</summary>
public enum LogSource
{
    /// <summary><c>SignInLogs</c>.</summary>
    InteractiveUser,

    /// <summary><c>NonInteractiveUserSignInLogs</c>.</summary>
    NonInteractiveUser,

    /// <summary><c>ServicePrincipalSignInLogs</c>.</summary>
    ServicePrincipal,

    /// <summary><c>ManagedIdentitySignInLogs</c>.</summary>
    ManagedIdentity,

    /// <summary><c>AuditLogs</c>.</summary>
    Audit,
}

/// <summary>A log brought nothing, or far less than usual, from a time on: nothing is concluded from silence in it. Sent again when it is over, or turns out shorter.</summary>
/// <remarks>Repeatable and unordered: of one source and begin the highest <see cref="Revision"/> holds. A lapse that ends where it began never was one: its rows were late.</remarks>
/// <param name="From">No row is known from then on; or fewer than there should be.</param>
public sealed record SourceLapsed(string TenantId, LogSource Source, DateTimeOffset From, long Revision)
{
    public const string Kind = "source-lapsed";

    /// <summary>Absent while it lasts.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether a time has a part of it.</summary>
    public bool Touches(DateTimeOffset from, DateTimeOffset until) => From < until && (Until ?? DateTimeOffset.MaxValue) > from && Until != From;
}
