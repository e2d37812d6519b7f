namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>What a job does after a failed sign-in, until its next scheduled run.</summary>
/// <param name="Waits">The wait before each further attempt; then it gives up.</param>
internal sealed record Retries(params IReadOnlyList<TimeSpan> Waits)
{
    /// <summary>Waits for the next run.</summary>
    public static Retries None { get; } = new();

    public static Retries Once { get; } = new(TimeSpan.FromMinutes(1));

    /// <summary>As most client libraries do by default.</summary>
    public static Retries Growing { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(8));

    /// <summary>A loop that somebody wrote in a hurry.</summary>
    public static Retries Stubborn { get; } = new([.. Enumerable.Repeat(TimeSpan.FromSeconds(30), 20)]);

    /// <summary>The wait after so many failures in a row; null: no more.</summary>
    public TimeSpan? After(int failures) => failures <= Waits.Count ? Waits[failures - 1] : null;
}
