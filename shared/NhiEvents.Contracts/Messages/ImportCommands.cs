namespace NhiEvents.Contracts.Messages;

/// <summary>Adopt the exclusions that the tenant has from before. First somebody asks for the plan, which writes nothing; then another person has that very plan applied.</summary>
/// <param name="ImportId">Names the plan; the same id is the same plan.</param>
/// <param name="PersonId">Object id of the account of whoever asks.</param>
public sealed record ImportExclusions(string TenantId, string ImportId, string PersonId, DateTimeOffset At)
{
    public const string Kind = "import-exclusions";

    /// <summary>False: only plan.</summary>
    public bool Apply { get; init; }
}

/// <summary>What an import would do, or has done. A large tenant's comes in parts.</summary>
/// <param name="Part">From 0.</param>
public sealed record ExclusionsPlanned(string TenantId, string ImportId, DateTimeOffset At, int Part, int Parts, IReadOnlyList<PlannedExclusion> Lines)
{
    public const string Kind = "exclusions-planned";

    /// <summary>Excluded accounts that nothing shows to be non-human: they are not looked at further, and left as they are.</summary>
    public int People { get; init; }

    /// <summary>Null while it is a plan; then how many records were made.</summary>
    public int? Made { get; init; }

    /// <summary>Why it was not applied.</summary>
    public string? Refused { get; init; }
}

/// <summary>One exclusion that is there, and what becomes of it.</summary>
/// <param name="PolicyName">As a person reads it.</param>
public sealed record PlannedExclusion(string IdentityId, string Name, string PolicyId, string PolicyName, ImportStep Step)
{
    /// <summary>When its record ends.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Why a person has to act.</summary>
    public string? Text { get; init; }
}

/// <summary>What becomes of an exclusion that is adopted.</summary>
public enum ImportStep
{
    /// <summary>A record with an end.</summary>
    Ends,

    /// <summary>A request for a standing record, which two persons approve.</summary>
    Standing,

    /// <summary>Nothing that this system can end; a person has to.</summary>
    ByHand,
}
