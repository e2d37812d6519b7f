using NhiEvents.Embedded.Simulation.Schedules;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>A program that runs on a schedule as some identity. It knows nothing of policies or findings: it asks for a token, and tries again as it was written to.</summary>
internal sealed class Job(SimulatedTenant tenant, JobPlan plan, TruthBook.Path path) : Participant
{
    private AccessToken? _token;
    private string? _session;
    private int _failures;
    private bool _hasLooked;

    public override DateTimeOffset? Act(DateTimeOffset now)
    {
        if (plan.IsStopped(now))
        {
            return plan.Schedule.Next(now);
        }

        if (plan.KeepsToken && _token is { } kept && tenant.Accepts(kept))
        {
            return plan.Schedule.Next(now);
        }

        var outcome = SignIn(now);
        path.Attempted(outcome, now);
        if (outcome.Succeeded)
        {
            (_token, _session, _failures) = (outcome.Token, outcome.SessionId ?? _session, 0);
            Change(outcome, now);
            return plan.Schedule.Next(now);
        }

        var run = plan.Schedule.Next(now);
        if (plan.Retries.After(++_failures) is { } wait && now + wait is var again && again < run)
        {
            return again;
        }

        _failures = 0;
        return run;
    }

    /// <summary>In its first run it only looks: nothing is new yet.</summary>
    private void Change(SignInOutcome outcome, DateTimeOffset now)
    {
        if (_hasLooked && plan.Changes is { } resource && outcome.Token is { } token)
        {
            path.Changed(token, AzureScopes.Change(tenant, token, resource, plan.Attempt.Place), outcome.RecordId, now);
        }

        _hasLooked = true;
    }

    /// <summary>With the session that it kept; else with the credential, as when it was set up.</summary>
    private SignInOutcome SignIn(DateTimeOffset now)
    {
        if (_session is { } session && plan.KeepsSession)
        {
            return Asked(plan.Attempt with { Flow = SignInFlow.Refresh, Credential = new Credential.Session(session), UserPrincipalName = null }, now);
        }

        var credential = plan.Credential(now);
        var outcome = Asked(plan.Attempt with { Credential = credential, KeepsSession = plan.KeepsSession }, now);
        plan.Presented?.Invoke(credential, outcome, now);
        return outcome;
    }

    private SignInOutcome Asked(SignInAttempt attempt, DateTimeOffset now)
    {
        var outcome = tenant.SignIn(attempt);
        path.Foresee(attempt, outcome, now);
        return outcome;
    }
}

/// <summary>How a job is written and where it runs.</summary>
/// <param name="Attempt">Everything but the credential.</param>
/// <param name="Credential">What it presents at this time.</param>
internal sealed record JobPlan(Schedule Schedule, SignInAttempt Attempt, Func<DateTimeOffset, Credential> Credential, Retries Retries)
{
    /// <summary>A process that stays up and keeps its access token until it ends; else each run asks for one.</summary>
    public bool KeepsToken { get; init; }

    /// <summary>Whether nobody starts it any more at this time.</summary>
    public Func<DateTimeOffset, bool> IsStopped { get; init; } = _ => false;

    /// <summary>Told of each credential that it presented, and what came of it.</summary>
    public Action<Credential, SignInOutcome, DateTimeOffset>? Presented { get; init; }

    /// <summary>A resource in Azure that it changes with its token; null: it changes nothing there.</summary>
    public string? Changes { get; init; }

    /// <summary>Signed in once with the password and lives on the refresh token since, as a command line does.</summary>
    public bool KeepsSession { get; init; }
}
