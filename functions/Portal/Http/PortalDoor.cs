using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Functions.Portal.Access;

namespace NhiEvents.Functions.Portal.Http;

/// <summary>Where every call of the portal's API comes in: who is it, may they, and what does an answer or a refusal look like.</summary>
public sealed class PortalDoor
{
    /// <summary>A page of another origin cannot send it without being asked first, and is never allowed.</summary>
    public const string RequestHeader = "X-Nhi-Request";

    /// <summary>Strangers try to get in; a few attempts are enough.</summary>
    private const int StrangersPerMinute = 120;

    private readonly PortalOptions _options;
    private readonly PortalSessions _sessions;
    private readonly bool _trustPlatform;
    private readonly CallRate _rate = new(TimeProvider.System);

    private readonly TagScopes _tags;

    public PortalDoor(IOptions<PortalOptions> options, IConfiguration configuration, TagScopes tags)
    {
        _tags = tags;
        _options = options.Value;
        _sessions = new PortalSessions(_options);
        _trustPlatform = _options.SignIn is PortalSignIn.Platform && PlatformPrincipal.IsTrusted(configuration);
    }

    internal PortalSessions Sessions => _sessions;

    /// <param name="function">Its name, as the table of roles has it.</param>
    /// <param name="answer">Runs only for somebody who may call it.</param>
    public async Task<IResult> AnswerAsync(HttpRequest request, string function, Func<AccessDecision.Admit, Task<IResult>> answer)
    {
        Hardening.Apply(request.HttpContext.Response);
        var person = _trustPlatform ? PlatformPrincipal.Of(request) : _sessions.PersonOf(request);
        if (!Admits(request, person))
        {
            return TooMany(request);
        }

        if (IsForged(request))
        {
            return Forged();
        }

        try
        {
            return AccessTable.For(person, function) switch
            {
                AccessDecision.Admit admitted => await answer(admitted with { Scope = await _tags.ResolveAsync(admitted.Scope, request.HttpContext.RequestAborted) }),
                AccessDecision.Refuse refused => Problem.Of(
                    StatusCodes.Status403Forbidden, "Not allowed", $"This needs one of the roles {string.Join(", ", refused.Needed)}. Ask whoever assigns roles in this portal."),
                _ => NotSignedIn(),
            };
        }
        catch (BadRequestException fault)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "This cannot be done as it was asked", fault.Message);
        }
    }

    /// <summary>The same for an owner who comes with a link and needs no role. Where people sign in, they have to; elsewhere the link is all there is.</summary>
    /// <param name="answer">Gets whoever has signed in; null where nobody does.</param>
    public async Task<IResult> AnswerOwnerAsync(HttpRequest request, Func<PortalPerson?, Task<IResult>> answer)
    {
        Hardening.Apply(request.HttpContext.Response);
        var person = _trustPlatform ? PlatformPrincipal.Of(request) : null;
        if (!Admits(request, person))
        {
            return TooMany(request);
        }

        if (IsForged(request))
        {
            return Forged();
        }

        try
        {
            return person is null && _options.SignIn is PortalSignIn.Platform ? NotSignedIn() : await answer(person);
        }
        catch (BadRequestException fault)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "This cannot be done as it was asked", fault.Message);
        }
    }

    /// <summary>Counts a call of somebody who need not be anybody.</summary>
    internal bool AdmitsStranger(HttpRequest request) => Admits(request, null);

    private IResult NotSignedIn() => Problem.Of(StatusCodes.Status401Unauthorized, "Not signed in", _options.SignIn is PortalSignIn.Session
        ? "Open the link that nhi printed when it started, or send its token as Authorization: Bearer."
        : "Sign in. The portal trusts only App Service's own sign-in, which must be switched on for this app.");

    private static IResult TooMany(HttpRequest request)
    {
        request.HttpContext.Response.Headers.RetryAfter = "60";
        return Problem.Of(StatusCodes.Status429TooManyRequests, "Too many calls", "More calls came within a minute than one caller may make. Wait a minute.");
    }

    private static IResult Forged() =>
        Problem.Of(StatusCodes.Status403Forbidden, "Not from the portal", $"A call that changes something needs the header {RequestHeader}: 1 and must come from the portal's own pages or from a program.");

    private bool Admits(HttpRequest request, PortalPerson? person) => person is null
        ? _rate.Admits("address " + request.HttpContext.Connection.RemoteIpAddress, StrangersPerMinute)
        : _rate.Admits("person " + person.Id, _options.CallsPerMinute);

    private static bool IsForged(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && (request.Headers[RequestHeader] != "1" || request.Headers["Sec-Fetch-Site"] is [not ("same-origin" or "none")]);
}
