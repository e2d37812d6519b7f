using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI102: an account is locked, or a client throttled, and has not signed in since.</summary>
/// <remarks>Smart lockout does not count the same wrong password twice, so a job with a stale password does not lock its account: somebody else guesses.</remarks>
internal static class LockedOut
{
    public static FindingWords Words(FindingFacts facts) => facts.Cause.Code == ErrorCode.LockedOrMaliciousSource
        ? new FindingWords(
            "locked-out",
            Severity.High,
            $"{facts.Who} is refused with {facts.CodeList} and no sign-in has succeeded since: {Meaning(facts)}.",
            [
                Guesser(facts),
                Wait(facts),
                ReplaceTheAccount.ManagedIdentity,
                Password.Reset(
                    facts,
                    "Change the password only with a reason",
                    "Right when the log shows successes that are not yours, a person left who knew it, or the job sends different passwords; a reset alone does not stop whoever guesses."),
            ],
            [Standards.BruteForce, Standards.InsecureAuthentication, Standards.AccessControl, Standards.Mitigation])
        : new FindingWords(
            "locked-out",
            Severity.Medium,
            $"{facts.Who} is refused by a limit, not by a lock, and no sign-in has succeeded since ({facts.Explained}).",
            [Loop(facts)],
            [Standards.Monitoring]);

    private static string Meaning(FindingFacts facts) => facts.Total.Says.Contains(FailureReasonTable.Locked)
        ? "the account is locked after too many wrong passwords"
        : "the log carries no usable failure reason, so it does not tell whether the account is locked or the source address is judged malicious";

    private static Remedy Guesser(FindingFacts facts) => SignInLog.Look(
        facts,
        "Find out who sends wrong passwords, before anything is changed",
        "Microsoft Entra admin center: Sign-in logs (interactive and non-interactive), filter by the account and status Failure; compare addresses, clients and applications with those of its successes.",
        "The job itself is rarely the cause: the same wrong password sent again does not count towards the lock. Different passwords do, so look for somebody who guesses.",
        "With pass-through authentication or federation the same password does count: then look for a job with a stale password, and at event 4740 on the domain controllers, which names the calling computer.");

    private static Remedy Wait(FindingFacts facts) => new(
        "Let the lock run out, and keep the guesser away",
        [
            "Smart lockout ends by itself, after 60 seconds at first and later each time; nobody can lift it for a cloud account. Familiar and unfamiliar places have counters of their own.",
            "Block the account everywhere but in its own network: a Conditional Access policy for this account, all locations but the named one, grant: Block.",
            "Block legacy authentication for it: that is where guessing is cheapest.",
            "A synchronized account that is locked in Active Directory is unlocked there.",
        ])
    {
        Az = $$"""
            az rest --method get --url "https://graph.microsoft.com/v1.0/users/{{facts.UserId}}?\$select=accountEnabled,onPremisesSyncEnabled,onPremisesSamAccountName,lastPasswordChangeDateTime"
            """,
        PowerShell = """
            # On a domain controller, for a synchronized account:
            Search-ADAccount -LockedOut -UsersOnly
            Unlock-ADAccount -Identity '<sam-account-name>'
            """,
    };

    private static Remedy Loop(FindingFacts facts) => SignInLog.Look(
        facts,
        "Repair the client that asks too often",
        "Let it keep its token until it expires (a token cache, one client object per process), instead of asking for a new one per call.",
        "Let it wait longer after each failure and obey Retry-After; stop the loop, wait some minutes, start it once.",
        "When the whole tenant is throttled, find the identity with the most requests: it need not be this one.");
}
