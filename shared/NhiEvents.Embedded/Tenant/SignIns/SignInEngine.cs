using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Evaluates an attempt check by check; the first that fails gives the code.</summary>
internal sealed class SignInEngine
{
    private readonly ObjectStore _objects;
    private readonly PolicyBook _book;
    private readonly ClientCheck _clients;
    private readonly ClientCredentialCheck _credentials;
    private readonly FirstFactor _firstFactor;
    private readonly PolicyDecision _policies;
    private readonly WorkloadDecision _workloads;
    private readonly Tokens _tokens;

    public SignInEngine(ObjectStore objects, PolicyBook book, Tokens tokens, TenantTimings timings, string tenantId)
    {
        (_objects, _book, _tokens) = (objects, book, tokens);
        _clients = new ClientCheck(objects);
        _credentials = new ClientCredentialCheck(objects);
        _firstFactor = new FirstFactor(objects, new SmartLockout(objects), timings);
        _policies = new PolicyDecision(objects, book, new MfaChallenge(objects, book));
        _workloads = new WorkloadDecision(book, tenantId);
    }

    /// <summary>Evaluates; the case then holds all that the record shows. Returns the outcome with the record's id still to come.</summary>
    public SignInOutcome Evaluate(SignInCase given, string recordId)
    {
        given.Place = _book.Match(given.Attempt.Place);
        given.Code = given.Attempt.IsApplication ? CheckApplication(given) : CheckUser(given);
        var code = Math.Abs(given.Code);
        return new SignInOutcome(code, recordId, given.RequiredBy)
        {
            FailureReason = code == 0 ? null : FailureReasons.Of(given.Code),
            MfaSatisfied = code == 0 && given.Mfa,
            Results = given.Policies,
            Token = code == 0 ? _tokens.Issue(given) : null,
            SessionId = code == 0 && !given.Attempt.IsApplication ? _tokens.Keep(given) : null,
        };
    }

    private int CheckApplication(SignInCase given) =>
        First(_clients.Check(given)) ?? First(_credentials.Check(given, given.Attempt.Credential)) ?? First(_workloads.Check(given)) ?? Aadsts.None;

    private int CheckUser(SignInCase given) =>
        First(_clients.Check(given))
        ?? First(_firstFactor.Check(given))
        ?? First(FirstFactor.CheckAccount(given))
        ?? First(_credentials.CheckInUserFlow(given))
        ?? First(CheckRegistration(given))
        ?? First(_policies.Check(given))
        ?? First(_clients.CheckAccess(given))
        ?? First(Stops(given.Attempt))
        ?? Aadsts.None;

    private int CheckRegistration(SignInCase given) =>
        _objects.Settings.RegistrationAtSignIn && given.Attempt is { IsInteractive: true, Mfa: not MfaAnswer.Registers } && given.User is { IsGuest: false, Methods.IsEmpty: true }
            ? Aadsts.RegistrationAtSignIn
            : Aadsts.None;

    private static int Stops(SignInAttempt attempt) => (attempt.StopsAt, attempt.Flow) switch
    {
        (StopsAt.KeepMeSignedIn, SignInFlow.Browser) => Aadsts.KeepMeSignedIn,
        (StopsAt.AppConfirmation, SignInFlow.Native or SignInFlow.DeviceCode) => Aadsts.AppConfirmation,
        _ => Aadsts.None,
    };

    private static int? First(int code) => code == Aadsts.None ? null : code;
}
