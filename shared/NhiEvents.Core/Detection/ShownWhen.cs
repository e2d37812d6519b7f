using NhiEvents.Core.Detection.Governance;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection;

/// <summary>When what is kept of a finding is enough to show it.</summary>
internal static class ShownWhen
{
    /// <summary>An unknown code once is a passing fault more often than not.</summary>
    private const int FewestUnclassified = 2;

    private const int FewestPersistent = 3;

    private static readonly TimeSpan Persistent = TimeSpan.FromHours(1);

    /// <summary>Hours in which a way that is going away was used, before it is a habit that will be missed: one sign-in may be somebody who tries something.</summary>
    private const int FewestHoursOfHabit = 3;

    /// <summary>Between one and two days: whether two nightly runs lie a day apart must not hang on seconds.</summary>
    private static readonly TimeSpan ShortestHabit = TimeSpan.FromHours(36);

    /// <summary>Whether an hour's contribution still counts: a lock is over once a sign-in succeeds.</summary>
    /// <remarks>An hour in which both happened is decided again when either arrives, so none holds locks from both sides of the last success.</remarks>
    public static bool Stands(Contribution part, IdentityRow identity) => !(part.Cause.EndsWithSuccess && part.Last < identity.LastSuccess);

    public static bool Holds(RootCause cause, Contribution? total, IdentityRow identity) => total is { Count: > 0 } && identity.Excluded?.Contains(cause.Finding) is not true && cause.Finding switch
    {
        FindingNumbers.UnclassifiedFailure => total.Count >= FewestUnclassified,
        FindingNumbers.DisabledOrMissing => WasThere(cause, identity) || Persists(total),
        FindingNumbers.WillBreak => WillBreak(PlannedChanges.Shipped.Find(cause.Way), total, identity),
        _ => true,
    };

    /// <summary>What is certain at once, the rest once it is a habit; not what another finding says of the same matter with more certainty.</summary>
    private static bool WillBreak(PlannedChange? change, Contribution total, IdentityRow identity) =>
        (change?.Certainty is Certainty.Certain || (total.Count >= FewestHoursOfHabit && total.Last - total.First >= ShortestHabit))
        && !(change?.When.AzureChange is true && identity.LastAzureRefusal >= total.First) // NHI111: it has stopped
        && !(change?.GivesWayTo is not null && (identity.LastAzureChange >= total.First || identity.LastAzureRefusal >= total.First));

    /// <summary>Seen at work or registered. That an account was says nothing of a client application that it names: anybody can name one.</summary>
    private static bool WasThere(RootCause cause, IdentityRow identity) =>
        identity.IsAlive() && (cause.AppId is null || identity.Classification().Form is not ObjectForm.User);

    /// <summary>
    /// A replay can begin after the last success, so that nothing shows whether it ever worked. Then who comes back is a job, and a burst is somebody who probes names.
    /// </summary>
    private static bool Persists(Contribution total) => total.Count >= FewestPersistent && total.Last - total.First >= Persistent;
}
