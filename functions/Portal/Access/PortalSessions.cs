using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Functions.Portal.Access;

/// <summary>The people who may come in on one machine, by the random tokens that the host printed.</summary>
/// <remarks>The cookie is derived from the token, so that what a browser keeps is not what opens the door elsewhere, and both end with the process.</remarks>
internal sealed class PortalSessions
{
    public const string Cookie = "nhi-portal";

    private const string Scheme = "Bearer ";

    private readonly IReadOnlyList<Session> _sessions;

    public PortalSessions(PortalOptions options) => _sessions = options.SignIn is PortalSignIn.Session ? [.. options.Sessions.Select(Session.Of)] : [];

    /// <summary>By cookie or, for programs, <c>Authorization: Bearer</c> with the token.</summary>
    public PortalPerson? PersonOf(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Find(header[Scheme.Length..].Trim(), session => session.Token)?.Person;
        }

        return request.Cookies[Cookie] is { Length: > 0 } cookie ? Find(cookie, session => session.CookieValue)?.Person : null;
    }

    /// <summary>The cookie for a token; null when nobody has it.</summary>
    public string? CookieFor(string token) => Find(token, session => session.Token) is { } session ? Encoding.ASCII.GetString(session.CookieValue) : null;

    private Session? Find(string given, Func<Session, byte[]> secret)
    {
        var bytes = Encoding.UTF8.GetBytes(given);
        Session? found = null;
        foreach (var session in _sessions)
        {
            // All are compared, so that the time does not tell which one came near.
            found = CryptographicOperations.FixedTimeEquals(bytes, secret(session)) ? session : found;
        }

        return found;
    }

    private sealed record Session(byte[] Token, byte[] CookieValue, PortalPerson Person)
    {
        public static Session Of(SessionOptions options)
        {
            var token = Encoding.UTF8.GetBytes(options.Token);
            var cookie = Convert.ToHexStringLower(HMACSHA256.HashData(token, "nhi-portal cookie"u8));
            return new Session(token, Encoding.ASCII.GetBytes(cookie), RoleGrant.PersonOf(
                options.PersonId, options.Name, [.. options.Roles.SelectMany(role => options.Tags.Count == 0 ? [new RoleGrant(role, null)] : options.Tags.Select(tag => new RoleGrant(role, tag)))], [options.PersonId, options.Name]));
        }
    }
}
