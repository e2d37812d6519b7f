using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>The credentials port on Microsoft Graph. A secret is read from one answer into a <see cref="SecretValue"/>; no error carries a body.</summary>
public sealed class GraphCredentials(RestApi graph) : ICredentials
{
    private const string Read = "Application.Read.All";
    private const string Write = "Application.ReadWrite.OwnedBy with the application owned by our identity";
    private const string ReadLimits = "Policy.Read.All";

    public Task<IReadOnlyList<ApplicationCredential>> ListAsync(string applicationId, CancellationToken ct) => graph.ReadAsync(
        ApiRequest.Get($"{Address(applicationId)}?$select=passwordCredentials,keyCredentials", ApiFamily.KeyCredentials, Read), CredentialJson.All, ct);

    public Task<NewPassword> AddPasswordAsync(string applicationId, PasswordRequest request, CancellationToken ct)
    {
        var credential = new JsonObject { ["displayName"] = request.DisplayName };
        if (request.StartsAt is { } startsAt)
        {
            credential["startDateTime"] = startsAt.UtcDateTime;
        }

        if (request.EndsAt is { } endsAt)
        {
            credential["endDateTime"] = endsAt.UtcDateTime;
        }

        // Once: whatever goes wrong, the caller looks for the attempt's name in the list before it asks again.
        var post = Post(applicationId, "addPassword", new JsonObject { ["passwordCredential"] = credential }) with { Once = true };
        return graph.ReadAsync(post, added => new NewPassword(CredentialJson.Password(added), new SecretValue(added.Needed("secretText"))), ct);
    }

    public async Task<ApplicationCredential> AddCertificateAsync(string applicationId, CertificateRequest request, CancellationToken ct)
    {
        var keys = await ReadKeysAsync(applicationId, ct);
        if (Find(keys, request.Thumbprint) is { } existing)
        {
            return existing;
        }

        var added = CredentialJson.New(request, KeyIdOf(applicationId, request.Thumbprint));
        await PatchKeysAsync(applicationId, [.. keys.Select(key => (JsonNode?)JsonObject.Create(key)), added], ct);

        // A read right after the write may not show it yet; what was sent is what is stored.
        return Find(await ReadKeysAsync(applicationId, ct), request.Thumbprint) ?? CredentialJson.Certificate(JsonElement.Parse(added.ToJsonString()));
    }

    public async Task<bool> RemoveAsync(string applicationId, string keyId, CancellationToken ct)
    {
        var found = (await ListAsync(applicationId, ct)).FirstOrDefault(credential => string.Equals(credential.KeyId, keyId, StringComparison.OrdinalIgnoreCase));
        switch (found?.Kind)
        {
            case null:
                return false;
            case ApplicationCredentialKind.Password:
                await graph.SendAsync(Post(applicationId, "removePassword", new JsonObject { ["keyId"] = keyId }), ct);
                return true;
            case ApplicationCredentialKind.Certificate:
                var left = (await ReadKeysAsync(applicationId, ct)).Where(key => !string.Equals(key.Text("keyId"), keyId, StringComparison.OrdinalIgnoreCase));
                await PatchKeysAsync(applicationId, [.. left.Select(key => (JsonNode?)JsonObject.Create(key))], ct);
                return true;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public async Task<CredentialLimits> ReadLimitsAsync(string applicationId, CancellationToken ct)
    {
        var createdAt = await graph.ReadAsync(
            ApiRequest.Get($"{Address(applicationId)}?$select=createdDateTime", ApiFamily.Directory, Read), application => application.Time("createdDateTime") ?? DateTimeOffset.MaxValue, ct);
        var own = await graph.ListAsync(ApiRequest.Get($"{Address(applicationId)}/appManagementPolicies", ApiFamily.Directory, ReadLimits), policy => policy, ct).ToListAsync(ct);
        return await graph.ReadAsync(
            ApiRequest.Get("v1.0/policies/defaultAppManagementPolicy", ApiFamily.Directory, ReadLimits), tenant => CredentialLimitsJson.Limits(own, tenant, createdAt), ct);
    }

    /// <summary>The list as it is: it is written back as a whole, with members that this build does not know.</summary>
    /// <exception cref="EntraException">Transient: the answer has no list, which must not be taken for an empty one.</exception>
    private Task<List<JsonElement>> ReadKeysAsync(string applicationId, CancellationToken ct) => graph.ReadAsync(
        ApiRequest.Get($"{Address(applicationId)}?$select=keyCredentials", ApiFamily.KeyCredentials, Read),
        application => application.Needed("keyCredentials", JsonValueKind.Array).EnumerateArray().ToList(),
        ct);

    private Task<ApiAnswer> PatchKeysAsync(string applicationId, JsonArray keys, CancellationToken ct) => graph.SendAsync(
        new ApiRequest(HttpMethod.Patch, Address(applicationId), ApiFamily.Directory, Write) { Body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["keyCredentials"] = keys }) }, ct);

    private static ApiRequest Post(string applicationId, string action, JsonObject body) =>
        new(HttpMethod.Post, $"{Address(applicationId)}/{action}", ApiFamily.Directory, Write) { Body = JsonSerializer.SerializeToUtf8Bytes(body) };

    private static string Address(string applicationId) => $"v1.0/applications/{ApiRequest.Segment(applicationId)}";

    private static ApplicationCredential? Find(List<JsonElement> keys, string thumbprint) =>
        keys.Select(CredentialJson.Certificate).FirstOrDefault(key => string.Equals(key.Thumbprint, thumbprint, StringComparison.OrdinalIgnoreCase));

    private static string KeyIdOf(string applicationId, string thumbprint) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{applicationId}|{thumbprint}"))[..16]).ToString();
}
