using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Profiles;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI202: a regular job did not ask for a token when it was due. Over as soon as it does.</summary>
internal static class MissedRun
{
    /// <summary>How long before the run was due a change may have been the reason.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(2);

    public static FindingWords Words(FindingFacts facts)
    {
        var (due, job) = (facts.Total.First, facts.Identity.Profile?.Jobs.FirstOrDefault(job => job.App == facts.Cause.AppId && job.Resource == facts.Cause.ResourceId));
        return new FindingWords(
            "missed-run",
            Severity.Medium,
            $"{facts.Who} was due to sign in{facts.ForResources} at {FindingText.Minute(due)} and has not tried since{(job is null ? "" : Known(job, due, facts))}. The sign-in log was complete for that time.",
            [
                new Remedy(
                    "Look at the job, not at the identity: nothing was refused, nobody asked",
                    [
                        "Is the scheduler, the machine or the pipeline that starts it up? Did its last run hang or end early?",
                        "Was it moved or switched off on purpose? Then tell the registry, or disable the identity: an identity without a job is a way in.",
                    ]),
                new Remedy("Run it by hand once it is repaired", ["This finding is over with the job's next attempt to sign in."]),
            ],
            [Standards.Monitoring, Standards.ImproperOffboarding]);
    }

    private static string Known(JobPath job, DateTimeOffset due, FindingFacts facts)
    {
        var words = $". Its last success was {(job.LastSuccess > DateTimeOffset.UnixEpoch ? "at " + FindingText.Minute(job.LastSuccess) : "before anything is known")}";
        if (job.LastFailure > job.LastSuccess)
        {
            words += $"; its last attempt, at {FindingText.Minute(job.LastFailure)}, failed{(job.Last.Code > 0 ? $" with AADSTS{job.Last.Code.ToString(CultureInfo.InvariantCulture)}" : "")}";
        }

        var ended = facts.Credentials.Where(credential => credential.EndsAt is { } end && end <= due && end >= job.Last.At - Around).Select(credential => credential.EndsAt!.Value).Order().ToList();
        return ended.Count > 0 ? $"{words}; a credential of it ended at {FindingText.Minute(ended[^1])}" : words;
    }
}
