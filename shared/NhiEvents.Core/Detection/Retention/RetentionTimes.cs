using NhiEvents.Core.Detection.Journal;

namespace NhiEvents.Core.Detection.Retention;

/// <summary>What is old at one moment.</summary>
/// <param name="ClosedBefore">Hours before this one are closed: nothing is added to them, and nothing of them is decided again.</param>
/// <param name="ForgottenBefore">What hours before this one add to findings goes too.</param>
internal sealed record RetentionTimes(DateTimeOffset ClosedBefore, DateTimeOffset ForgottenBefore)
{
    /// <summary>The verdict on the first hour that is open still looks at the hour before it.</summary>
    public DateTimeOffset SpentBefore => ClosedBefore.AddHours(-1);

    /// <summary>Whether something of the hour has to go.</summary>
    public bool Concerns(HourRow hour) => hour.Hour < SpentBefore && (!hour.IsSpent || hour.Contributions.Count == 0 || IsForgotten(hour));

    public bool IsForgotten(HourRow hour) => hour.Hour < ForgottenBefore;

    public static RetentionTimes At(DateTimeOffset now, DetectionOptions options) => new(HourRow.HourOf(now - options.KeepEvents), HourRow.HourOf(now - options.KeepFindings));
}
