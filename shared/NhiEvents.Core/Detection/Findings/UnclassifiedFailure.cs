using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection.Verdicts;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI112: an error code that the table does not know, again and again.</summary>
internal static class UnclassifiedFailure
{
    /// <summary>From here on it is hardly a passing fault.</summary>
    private const int Many = 20;

    public static FindingWords Words(RootCause cause, Contribution total, IdentityRow identity) => new(
        "unclassified-failure",
        total.Count >= Many ? Severity.Medium : Severity.Low,
        $"{CommandText.Quoted(identity.ToRef().DisplayName)} keeps failing with AADSTS{cause.Code}, a code that the table of error codes does not know.",
        [
            new Remedy(
                "Find out what the code means",
                [
                    $"Open https://login.microsoftonline.com/error?code={cause.Code} and read the message.",
                    "Microsoft Entra admin center: Sign-in logs, find one of the events by its id, tab Basic info: failure reason and additional details.",
                    "Repair what it names, and add the code to the table of error codes, so that the next one is told what it is.",
                ]),
        ],
        [Standards.Monitoring]);
}
