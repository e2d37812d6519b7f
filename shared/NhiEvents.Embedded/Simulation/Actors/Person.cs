using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>Somebody with office hours: signs in, mistypes, gets prompts, answers some of them late. Between sign-ins the apps refresh their tokens.</summary>
internal sealed class Person : Participant
{
    private const ulong Purpose = 0x9E0F1E;

    /// <summary>Things that a person's apps do in a day, at least.</summary>
    private const int FewestSteps = 4;

    private const int MoreSteps = 6;

    /// <summary>Seconds between two of them.</summary>
    private const int ShortestPause = 40 * 60;

    private const int LongestPause = 100 * 60;

    private const int MistypesPercent = 6;

    private const int AnswersLatePercent = 10;

    private readonly SimulatedTenant _tenant;
    private readonly PersonPlan _plan;
    private readonly Chance _chance;
    private readonly string?[] _sessions;
    private int _left;
    private long _draws;
    private Intent? _intent;

    public Person(SimulatedTenant tenant, PersonPlan plan, Chance chance) =>
        (_tenant, _plan, _chance, _sessions) = (tenant, plan, chance, new string?[plan.Apps.Count]);

    /// <summary>When this person first comes to work.</summary>
    public DateTimeOffset First(DateTimeOffset start) => NextDay(start);

    public override DateTimeOffset? Act(DateTimeOffset now)
    {
        if (_intent is { } intent)
        {
            return Carry(intent, now);
        }

        if (_left-- <= 0)
        {
            return NextDay(now);
        }

        var app = Below(_plan.Apps.Count);
        if (_sessions[app] is not { } session)
        {
            return Carry(new Intent(app, Below(100) < MistypesPercent ? 1 : 0, Below(100) < AnswersLatePercent), now);
        }

        var outcome = _tenant.SignIn(_plan.Apps[app] with { Flow = SignInFlow.Refresh, Credential = new Credential.Session(session), UserPrincipalName = null, UserAgent = _plan.RefreshAgents[app] });
        if (outcome.Succeeded)
        {
            Change(app, outcome);
            return Later(now);
        }

        // The app shows a sign-in page; sooner or later somebody looks at it.
        _sessions[app] = null;
        _intent = new Intent(app, 0, Below(100) < AnswersLatePercent);
        return now + TimeSpan.FromSeconds(20 + Below(40 * 60));
    }

    private DateTimeOffset? Carry(Intent intent, DateTimeOffset now)
    {
        var attempt = _plan.Apps[intent.App] with { Mfa = intent.Late ? MfaAnswer.Abandons : MfaAnswer.Registers };
        attempt = intent.Mistakes > 0 && attempt.Credential is Credential.Password ? attempt with { Credential = new Credential.Password($"typo {_draws}") } : attempt;
        var outcome = _tenant.SignIn(attempt);
        if (outcome.Succeeded)
        {
            _sessions[intent.App] = outcome.SessionId;
            Change(intent.App, outcome);
            _intent = null;
            return Later(now);
        }

        if (intent.Mistakes > 0)
        {
            _intent = intent with { Mistakes = intent.Mistakes - 1 };
            return now + TimeSpan.FromSeconds(5 + Below(30));
        }

        if (intent.Late)
        {
            _intent = intent with { Late = false };
            return now + TimeSpan.FromMinutes(1 + Below(45));
        }

        // Somebody else has to help; tomorrow is another day.
        _intent = null;
        return NextDay(now);
    }

    private void Change(int app, SignInOutcome outcome)
    {
        if (_plan.Changes[app] is { } resource && outcome.Token is { } token)
        {
            AzureScopes.Change(_tenant, token, resource, _plan.Apps[app].Place);
        }
    }

    private DateTimeOffset? Later(DateTimeOffset now) => now + TimeSpan.FromSeconds(ShortestPause + Below(LongestPause - ShortestPause));

    private DateTimeOffset NextDay(DateTimeOffset now)
    {
        var day = new DateTimeOffset((now + _plan.TimeZone).UtcDateTime.Date, TimeSpan.Zero);
        while (Arrival(day) <= now || IsFree(day))
        {
            day = day.AddDays(1);
        }

        _left = FewestSteps + Below(MoreSteps);
        return Arrival(day) + TimeSpan.FromSeconds(Below(40 * 60));
    }

    private DateTimeOffset Arrival(DateTimeOffset day) => day + _plan.Arrives - _plan.TimeZone;

    private bool IsFree(DateTimeOffset day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && !_plan.WorksWeekends;

    private int Below(int limit) => (int)(_chance.Share(Purpose, ++_draws) * limit);

    /// <summary>A sign-in that is under way.</summary>
    private sealed record Intent(int App, int Mistakes, bool Late);
}

/// <summary>Who a person is and how they work.</summary>
/// <param name="Apps">A sign-in with each application that they use.</param>
/// <param name="RefreshAgents">What each application calls itself when it refreshes its token.</param>
/// <param name="TimeZone">Ahead of UTC.</param>
/// <param name="Arrives">Local time of day.</param>
internal sealed record PersonPlan(IReadOnlyList<SignInAttempt> Apps, IReadOnlyList<string?> RefreshAgents, TimeSpan TimeZone, TimeSpan Arrives, bool WorksWeekends)
{
    /// <summary>For each application, what is changed in Azure with it; null: nothing.</summary>
    public required IReadOnlyList<string?> Changes { get; init; }
}
