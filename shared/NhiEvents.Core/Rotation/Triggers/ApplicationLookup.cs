using Microsoft.Extensions.Options;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Policies;

namespace NhiEvents.Core.Rotation.Triggers;

/// <summary>Finds the application that an id belongs to, and the policy that names it.</summary>
public sealed class ApplicationLookup(IDirectory directory, InventoryRepository inventory, IOptions<RotationOptions> options)
{
    /// <param name="id">Object id of the application or of its service principal, application id, a secret's name, or the name of another target.</param>
    /// <returns>Null: no own application has it.</returns>
    internal async Task<FoundApplication?> FindAsync(string tenantId, string id, CancellationToken ct)
    {
        if (options.Value.Policies.FirstOrDefault(policy => policy.Form is CredentialForm.TwoSlot && policy.Applications.Contains(id, StringComparer.OrdinalIgnoreCase)) is { } policy)
        {
            return new FoundApplication(new RotatedApplication(id, "", null, id, MultiTenant: false), policy.TermsFor(id), []);
        }

        var application = await directory.FindApplicationAsync(id, ct)
            ?? (await inventory.FindApplicationIdAsync(tenantId, id, ct) is { } known ? await directory.FindApplicationAsync(known, ct) : null)
            ?? await SearchAsync(id, ct);
        return application is null ? null : await DescribeAsync(application, ct);
    }

    internal async Task<FoundApplication> DescribeAsync(DirectoryApplication application, CancellationToken ct)
    {
        var principal = await directory.FindServicePrincipalByAppAsync(application.AppId, ct);
        var terms = options.Value.Policies.FirstOrDefault(policy => policy.Names(application.Id, application.AppId, principal?.Attributes ?? new Dictionary<string, string>()))?.TermsFor(application.AppId);
        return new FoundApplication(new RotatedApplication(application.Id, application.AppId, principal?.Id, application.DisplayName, application.MultiTenant), terms, application.Credentials)
        {
            HasFederation = application.FederatedCredentials.Count > 0,
            PrincipalCredentials = principal?.Credentials ?? [],
            SamlThumbprint = principal?.SamlThumbprint,
        };
    }

    /// <summary>Before the first scan has written down who is who.</summary>
    private async Task<DirectoryApplication?> SearchAsync(string id, CancellationToken ct)
    {
        var appId = (await directory.FindServicePrincipalAsync(id, ct))?.AppId ?? id;
        await foreach (var application in directory.ListApplicationsAsync(ct))
        {
            if (string.Equals(application.AppId, appId, StringComparison.OrdinalIgnoreCase))
            {
                return application;
            }
        }

        return null;
    }
}

/// <param name="Terms">Null: no policy names it.</param>
internal sealed record FoundApplication(RotatedApplication Application, RotationTerms? Terms, IReadOnlyList<ApplicationCredential> Credentials)
{
    public bool HasFederation { get; init; }

    /// <summary>Of the service principal.</summary>
    public IReadOnlyList<ApplicationCredential> PrincipalCredentials { get; init; } = [];

    /// <summary>The certificate that signs SAML tokens now.</summary>
    public string? SamlThumbprint { get; init; }
}
