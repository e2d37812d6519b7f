using System.Globalization;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI201: far more sign-ins fail than they used to, for reasons that raise nothing by themselves.</summary>
internal static class FailureRateRise
{
    public static FindingWords Words(FindingFacts facts) => new(
        "failure-rate-rise",
        Severity.Low,
        $"{facts.Who} failed to sign in at least {facts.Total.Count.ToString(CultureInfo.InvariantCulture)} times within an hour, far above its own week before, with codes that are ordinary one by one.",
        [
            new Remedy(
                "Look what the codes have in common",
                ["Sign-in logs, filter by this identity and the hour: one application, one host, one code?", "A loop that asks again and again is the usual reason: the program takes an interrupt for an answer.", "Nothing in common: ask whether somebody tests, or tries, something."]),
        ],
        [Standards.Monitoring]);
}
