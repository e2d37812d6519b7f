using NhiEvents.Embedded.Simulation.Schedules;
using NhiEvents.Embedded.Tenant;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Actors;

/// <summary>A web app that signs users in: it proves itself when it redeems the code of a user's sign-in, and nowhere else.</summary>
/// <param name="user">The user's sign-in at the browser.</param>
/// <param name="secret">What the app presents at this time.</param>
/// <param name="presented">Told of each time that it did.</param>
internal sealed class WebApp(SimulatedTenant tenant, Schedule schedule, SignInAttempt user, Func<DateTimeOffset, Credential.ClientSecret> secret, Action<Credential, SignInOutcome, DateTimeOffset> presented) : Participant
{
    public override DateTimeOffset? Act(DateTimeOffset now)
    {
        if (tenant.SignIn(user) is { Succeeded: true, SessionId: { } session })
        {
            var own = secret(now);
            var redeem = user with { Flow = SignInFlow.RedeemCode, Credential = new Credential.Session(session), UserPrincipalName = null, ClientCredential = own };
            presented(own, tenant.SignIn(redeem), now);
        }

        return schedule.Next(now);
    }
}
