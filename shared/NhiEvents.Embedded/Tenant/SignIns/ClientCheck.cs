using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Whether the client and the resource exist here and may be used at all.</summary>
internal sealed class ClientCheck(ObjectStore objects)
{
    public int Check(SignInCase given)
    {
        var attempt = given.Attempt;
        given.Client = objects.PrincipalByApp(attempt.ClientId);
        given.Resource = objects.PrincipalByApp(attempt.ResourceId);
        return given.Client is null ? (objects.ApplicationByApp(attempt.ClientId) is null ? Aadsts.ApplicationUnknown : Aadsts.NoServicePrincipal)
            : !given.Client.Enabled ? Aadsts.ApplicationDisabled
            : given.Resource is null ? Aadsts.ResourceUnknown
            : !given.Resource.Enabled ? Aadsts.ResourceDisabled
            : Aadsts.None;
    }

    /// <summary>Assignment and consent, once it is known who asks.</summary>
    public int CheckAccess(SignInCase given)
    {
        var (client, user) = (given.Client!, given.User!);
        if (client.AssignmentRequired && !client.Assigned.Contains(user.Id))
        {
            return Aadsts.NotAssigned;
        }

        if (client.Consented is not { } consented || consented.Contains(given.Attempt.ResourceId))
        {
            return Aadsts.None;
        }

        return !client.NeedsAdminConsent || !given.Attempt.IsInteractive ? Aadsts.ConsentRequired
            : objects.Settings.AdminConsentRequests ? Aadsts.AdminConsentRequest
            : Aadsts.AdminConsentRequired;
    }
}
