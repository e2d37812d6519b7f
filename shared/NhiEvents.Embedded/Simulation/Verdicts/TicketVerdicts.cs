namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>How decisions in tickets did, by what the tenant really held and what jobs experienced.</summary>
/// <param name="Approved">Exceptions that were approved by webhook.</param>
/// <param name="Active">Of these, those whose exclusion was written and read back.</param>
/// <param name="Ran">Of these, those whose job signed in while the exception was in force and Entra surely knew of it.</param>
/// <param name="Passed">Of these, those whose first such sign-in passed.</param>
/// <param name="TakenBack">Exceptions that were revoked by webhook before their end.</param>
/// <param name="Others">Accounts, applications, memberships and policies that differed while the exceptions were in force, besides the memberships of those for whom an exception came into force.</param>
/// <param name="NotRestored">What differs at the end of the run from what was before the first approval.</param>
public sealed record ApprovalsVerdict(int Approved, int Active, int Ran, int Passed, int TakenBack, int Others, int NotRestored)
{
    /// <summary>From the approval in the ticket system until the exclusion was written and read back. Absent when none was.</summary>
    public Quantiles? SecondsToActive { get; init; }

    /// <summary>From the approval until the job worked again: with the time that Entra takes to let a change take effect, and until the job's next run.</summary>
    public Quantiles? SecondsToWork { get; init; }
}

/// <summary>How the incident was told, by what stands in the ticket system.</summary>
/// <param name="Broken">Service accounts that the policy really broke.</param>
/// <param name="Owners">Owners who were told of at least one of them.</param>
/// <param name="Tickets">Tickets about the policy; as many as owners.</param>
/// <param name="Named">Of these, those that name the change and its author.</param>
/// <param name="Untold">Of the broken accounts, those that stand in no ticket.</param>
/// <param name="Repeated">Those that stand in several of them.</param>
/// <param name="Misdirected">Those that stand in the ticket of another owner than the registry names.</param>
/// <param name="NotOffered">Those for which no exception is proposed.</param>
/// <param name="WronglyOffered">Identities for which one is proposed although no second factor was really demanded of them.</param>
public sealed record IncidentVerdict(int Broken, int Owners, int Tickets, int Named, int Untold, int Repeated, int Misdirected, int NotOffered, int WronglyOffered);

/// <summary>
/// What a scenario promises of tickets and of decisions in them; what may never be is promised without saying so: one ticket for each owner, which names change and author; nobody told twice,
/// not at all, or of another's account; an exception proposed to exactly those whom it helps; nobody else touched, and everything as it was before when all is over.
/// </summary>
/// <param name="LeastBroken">The policy breaks at least so many accounts.</param>
/// <param name="LeastOwners">Of at least so many owners.</param>
/// <param name="LeastApproved">At least so many exceptions are approved by webhook.</param>
/// <param name="LeastPassed">Of these, at least so many jobs sign in under it.</param>
/// <param name="MostSecondsToActive">From an approval until the exclusion is written and read back, at most.</param>
public sealed record TicketPromise(int LeastBroken = 0, int LeastOwners = 0, int LeastApproved = 0, int LeastPassed = 0, long MostSecondsToActive = 60)
{
    /// <summary>The verdict, with what was not kept of this.</summary>
    public VerdictDocument Judge(VerdictDocument verdict)
    {
        var incident = verdict.Reactions?.Incident ?? new IncidentVerdict(0, 0, 0, 0, 0, 0, 0, 0, 0);
        var approvals = verdict.Reactions?.Approvals ?? new ApprovalsVerdict(0, 0, 0, 0, 0, 0, 0);
        return Kept.Judge(verdict, "Tickets",
        [
            new("accounts that the policy broke", incident.Broken, incident.Broken >= LeastBroken, LeastBroken),
            new("their owners", incident.Owners, incident.Owners >= LeastOwners, LeastOwners),
            new("tickets of the incident", incident.Tickets, incident.Tickets == incident.Owners, incident.Owners),
            new("tickets that name the change and its author", incident.Named, incident.Named == incident.Tickets, incident.Tickets),
            new("accounts in no ticket", incident.Untold, incident.Untold == 0, 0),
            new("accounts in several tickets", incident.Repeated, incident.Repeated == 0, 0),
            new("accounts in the ticket of another owner", incident.Misdirected, incident.Misdirected == 0, 0),
            new("accounts without a proposed exception", incident.NotOffered, incident.NotOffered == 0, 0),
            new("exceptions proposed that help nobody", incident.WronglyOffered, incident.WronglyOffered == 0, 0),
            new("exceptions approved by webhook", approvals.Approved, approvals.Approved >= LeastApproved, LeastApproved),
            new("of these in force", approvals.Active, approvals.Active == approvals.Approved, approvals.Approved),
            new("seconds from an approval until it is in force", approvals.SecondsToActive?.Max ?? 0, (approvals.SecondsToActive?.Max ?? 0) <= MostSecondsToActive, MostSecondsToActive),
            new("jobs that signed in under one", approvals.Passed, approvals.Passed >= LeastPassed && approvals.Passed == approvals.Ran, Math.Max(LeastPassed, approvals.Ran)),
            new("others that were touched", approvals.Others, approvals.Others == 0, 0),
            new("not restored when all was over", approvals.NotRestored, approvals.NotRestored == 0, 0),
        ]);
    }
}
