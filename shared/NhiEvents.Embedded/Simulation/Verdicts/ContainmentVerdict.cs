namespace NhiEvents.Embedded.Simulation.Verdicts;

/// <summary>How containment did, by what the tenant really held: a person approved every proposal when the world had come to rest, and later took every one back.</summary>
/// <param name="Attacked">Accounts whose password somebody else had.</param>
/// <param name="Proposed">Of these, those whose containment was proposed or done before anybody approved.</param>
/// <param name="Contained">Of these, those that were disabled within an hour of the approvals.</param>
/// <param name="LeftToPeople">Of these, those that cannot be disabled from here, and whose ticket says what a person does instead.</param>
/// <param name="Offered">Exceptions offered to, or asked for, one of them after the attack.</param>
/// <param name="Others">Accounts and applications that were not attacked and whose state changed: people, protected identities, anybody.</param>
/// <param name="NotRestored">Accounts and applications whose state was not what it had been, after every reaction was taken back.</param>
public sealed record ContainmentVerdict(int Attacked, int Proposed, int Contained, int LeftToPeople, int Offered, int Others, int NotRestored);

/// <summary>What a scenario promises of reactions; what has to be is promised without saying so: every attacked account proposed and contained, no exception for one, nobody else touched, everything restored.</summary>
/// <param name="LeastContained">At least so many attacked accounts are contained.</param>
public sealed record ReactionPromise(int LeastContained = 0)
{
    /// <summary>The verdict, with what was not kept of this.</summary>
    public VerdictDocument Judge(VerdictDocument verdict, ContainmentVerdict was)
    {
        return Kept.Judge(verdict, "Reactions",
        [
            new("attacked accounts that are contained", was.Contained, was.Contained == was.Attacked && was.Contained >= LeastContained, Math.Max(was.Attacked, LeastContained)),
            new("attacked accounts whose containment is proposed", was.Proposed, was.Proposed == was.Attacked, was.Attacked),
            new("exceptions for attacked accounts", was.Offered, was.Offered == 0, 0),
            new("others that were touched", was.Others, was.Others == 0, 0),
            new("not restored after all was taken back", was.NotRestored, was.NotRestored == 0, 0),
        ]);
    }
}
