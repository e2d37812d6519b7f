using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Access;

public sealed class OpenPortalFunction(PortalDoor door)
{
    /// <summary>The link that the one-machine host prints: keeps who opened it in a cookie, and leaves no token in the address bar.</summary>
    [Function("OpenPortal")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "portal/open")] HttpRequest request)
    {
        Hardening.Apply(request.HttpContext.Response);
        if (!door.AdmitsStranger(request) || door.Sessions.CookieFor(request.Query["token"].ToString()) is not { } cookie)
        {
            return Problem.Of(StatusCodes.Status401Unauthorized, "This link opens nothing", "Its token is of an earlier start, or incomplete. Open the link that nhi printed when it started last.");
        }

        request.HttpContext.Response.Cookies.Append(PortalSessions.Cookie, cookie, new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = request.IsHttps, Path = "/", IsEssential = true,
        });
        request.HttpContext.Response.Headers.Location = "/portal/";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
