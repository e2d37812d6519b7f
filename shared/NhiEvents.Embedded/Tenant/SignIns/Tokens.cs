using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Issues access tokens and sessions, and says whether a resource still accepts a token.</summary>
internal sealed class Tokens(ObjectStore objects, TenantTimings timings, Chance chance)
{
    private const ulong TokenLife = 0x7F4A1;
    private const ulong SessionId = 0x5E551;

    public AccessToken Issue(SignInCase given)
    {
        var client = given.Client!;
        var user = given.User;
        var continuous = client.ContinuousEvaluation && (user is not null || given.Attempt.ResourceId == WellKnown.Graph);
        var share = chance.Share(TokenLife, given.Number);
        var life = user is null && (client.ManagedIdentity || continuous) ? timings.LongToken
            : continuous ? timings.ContinuousUserToken.PickEvenly(share)
            : timings.AccessToken.PickEvenly(share);
        return new AccessToken(user?.Id ?? client.Id, user is not null, client.AppId, given.Attempt.ResourceId, given.At, given.At + life, given.Mfa, continuous && !client.ManagedIdentity);
    }

    /// <summary>What the client keeps: a new session, or the old one used again. A second factor given now is kept with it.</summary>
    public string? Keep(SignInCase given)
    {
        var (attempt, user) = (given.Attempt, given.User!);
        if (given.Session is { } session)
        {
            objects.Put(session with { LastUsedAt = given.At, MfaAt = given.MfaAt, MfaMethod = given.MfaMethod });
            return session.Id;
        }

        if (!(attempt.KeepsSession ?? attempt.IsInteractive))
        {
            return null;
        }

        var kind = objects.ApplicationByApp(attempt.ClientId) is { SinglePage: true } ? SessionKind.SinglePageToken
            : attempt.Flow is SignInFlow.Browser ? SessionKind.Browser
            : SessionKind.RefreshToken;
        var kept = new UserSession(kind, user.Id, attempt.ClientId, given.At, given.At, given.MfaAt) { Id = "session-" + chance.Id(SessionId, given.Number), MfaMethod = given.MfaMethod };
        objects.Put(kept);
        return kept.Id;
    }

    /// <summary>A resource hears of a critical event only with continuous access evaluation, and not at once; else a token lives to its end.</summary>
    public bool IsAccepted(AccessToken token, DateTimeOffset now)
    {
        if (token.ExpiresAt <= now)
        {
            return false;
        }

        if (!token.Continuous)
        {
            return true;
        }

        var ended = token.IsUser ? EndOf(objects.Users.GetValueOrDefault(token.PrincipalId), token) : EndOf(objects.ServicePrincipals.GetValueOrDefault(token.PrincipalId));
        return ended is null || ended + timings.CriticalEvent > now;
    }

    private static DateTimeOffset? EndOf(TenantUser? user, AccessToken token) =>
        user is null ? token.IssuedAt
        : user.DeletedAt ?? user.DisabledAt ?? (user.SessionsValidFrom > token.IssuedAt ? user.SessionsValidFrom : null);

    private static DateTimeOffset? EndOf(TenantServicePrincipal? principal) => principal is null ? DateTimeOffset.MinValue : principal.DisabledAt;
}
