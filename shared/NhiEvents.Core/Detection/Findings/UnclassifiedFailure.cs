using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI112: an error code, again and again, that the table does not know or that this kind of identity cannot get.</summary>
internal static class UnclassifiedFailure
{
    /// <summary>From here on it is hardly a passing fault.</summary>
    private const int Many = 20;

    public static FindingWords Words(FindingFacts facts)
    {
        var code = facts.Cause.Code;
        var known = code is { } number && facts.Codes.Find(number) is not null;
        var misplaced = known && !facts.IsUser;
        return new FindingWords(
            "unclassified-failure",
            facts.Total.Count >= Many ? Severity.Medium : Severity.Low,
            misplaced
                ? $"{facts.Name} keeps failing with a code that only user accounts get ({facts.Explained}), so the row or its classification is wrong and the log does not tell what is broken."
                : $"{facts.Name} keeps failing with AADSTS{code}, a code that the table of error codes {(known ? "gives no finding of this build" : "does not know")}.",
            [
                misplaced ? Misplaced(facts) : new Remedy(
                    "Find out what the code means",
                    [
                        $"Open https://login.microsoftonline.com/error?code={code} and read the message.",
                        "Microsoft Entra admin center: Sign-in logs, find one of the events by its id, tab Basic info: failure reason and additional details.",
                        "Repair what it names, and add the code to the table of error codes, so that the next one is told what it is.",
                    ]),
            ],
            [Standards.Monitoring]);
    }

    private static Remedy Misplaced(FindingFacts facts) => SignInLog.Look(
        facts,
        "Look at the row itself",
        "Service principals and managed identities are never asked for MFA and have no password or session of their own: find the event by its id in the sign-in logs of users as well.",
        "When an application signs in for a user (on-behalf-of, a stored refresh token), the user is who is broken: repair it there.");
}
