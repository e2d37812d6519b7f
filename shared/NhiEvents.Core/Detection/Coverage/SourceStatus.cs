using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Detection.Coverage;

/// <summary>How a log stands.</summary>
/// <param name="LastHeard">The latest slot with a row, as of the last time that anything else changed; rows that came since show in their days.</param>
internal sealed record SourceStatus(LogSource Source, DateTimeOffset LastHeard)
{
    /// <summary>Lapses that are remembered.</summary>
    public const int MostLapses = 8;

    /// <summary>Null while too little is known for its silence to tell anything.</summary>
    public SourceHabit? Habit { get; init; }

    /// <summary>When the habit was learned.</summary>
    public DateTimeOffset HabitAt { get; init; }

    /// <summary>The latest ones, by their begin; the last may still be going on.</summary>
    public IReadOnlyList<SourceLapse> Lapses { get; init => field = value ?? []; } = [];

    /// <summary>Grows with each change of the lapses.</summary>
    public long Revision { get; init; }

    public SourceLapse? Open => Lapses is [.., { Until: null } last] ? last : null;

    public bool Touches(DateTimeOffset from, DateTimeOffset until) => Lapses.Any(lapse => lapse.Touches(from, until));
}

/// <summary>A time in which a log brought nothing, or far too little.</summary>
/// <param name="From">No row is known from then on.</param>
/// <param name="Until">The first row after it; null while it lasts.</param>
internal sealed record SourceLapse(DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>Some rows came: how many, of at least how many that usually do. Null: none came.</summary>
    public Shortfall? Short { get; init; }

    /// <summary>Late rows have filled it.</summary>
    public bool WasNone => Until == From;

    public bool Touches(DateTimeOffset from, DateTimeOffset until) => From < until && (Until ?? DateTimeOffset.MaxValue) > from && !WasNone;
}

/// <summary>About how many rows came within six hours, and how many at least came in every such time before.</summary>
internal sealed record Shortfall(int Came, int Least);
