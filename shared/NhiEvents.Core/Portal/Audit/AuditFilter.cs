using NhiEvents.Core.Portal.Listing;

namespace NhiEvents.Core.Portal.Audit;

/// <summary>Which entries of the ledger are asked for.</summary>
/// <param name="From">Included; null: from the first.</param>
/// <param name="To">Not included; null: to the last.</param>
internal sealed record AuditFilter(DateTimeOffset? From, DateTimeOffset? To)
{
    public static readonly string[] Names = ["from", "to", "subject", "action", "actor", "identity", "q"];

    public IReadOnlySet<string>? Subjects { get; init; }

    public IReadOnlySet<string>? Actions { get; init; }

    public IReadOnlySet<string>? Actors { get; init; }

    public IReadOnlySet<string>? Identities { get; init; }

    public string? Text { get; init; }

    /// <exception cref="BadQueryException">A value that is none.</exception>
    public static AuditFilter Of(ListQuery query, params ReadOnlySpan<string> others)
    {
        query.Only([.. Names, .. others]);
        return new AuditFilter(query.Time("from"), query.Time("to"))
        {
            Subjects = query.Values("subject"),
            Actions = query.Values("action"),
            Actors = query.Values("actor"),
            Identities = query.Values("identity"),
            Text = query.Plain("q"),
        };
    }

    /// <summary>It, and all that are older, are out of the period.</summary>
    public bool IsBefore(AuditEntry entry) => entry.At < From;

    public bool Holds(AuditEntry entry) =>
        !IsBefore(entry) && (To is null || entry.At < To)
        && Subjects?.Contains(entry.Subject) is not false
        && Actions?.Contains(entry.Action) is not false
        && Actors?.Contains(entry.Actor) is not false
        && (Identities is null || (entry.Identity is { } identity && Identities.Contains(identity)))
        && (Text is null || entry.Says(Text));
}
