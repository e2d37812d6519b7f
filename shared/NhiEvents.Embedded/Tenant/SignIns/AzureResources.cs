using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>Azure Resource Manager: role assignments, and mandatory multi-factor authentication for what users create, change or delete.</summary>
internal sealed class AzureResources(ObjectStore objects, Tokens tokens)
{
    public AzureAnswer Answer(AzureRequest request, DateTimeOffset now)
    {
        if (!tokens.IsAccepted(request.Token, now))
        {
            return new AzureAnswer(401, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.");
        }

        if (!objects.AssignmentsOf(request.Token.PrincipalId).Any(assignment => Covers(assignment.Scope, request.ResourceId)))
        {
            return new AzureAnswer(
                403,
                "AuthorizationFailed",
                $"The client with object id '{request.Token.PrincipalId}' does not have authorization to perform action '{request.Operation}' over scope '{request.ResourceId}'.");
        }

        return objects.Settings.MandatoryMfaOnArm && request.Token is { IsUser: true, Mfa: false } && !request.IsRead
            ? new AzureAnswer(403, AzureAnswer.MfaRequired, "Resource was disallowed by policy. Reasons: MFA is required. Users must use MFA for Create/Update operations.")
            : AzureAnswer.Done;
    }

    private static bool Covers(string scope, string resource) =>
        scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
        && resource.StartsWith(scope, StringComparison.OrdinalIgnoreCase)
        && (resource.Length == scope.Length || resource[scope.Length] == '/');
}
