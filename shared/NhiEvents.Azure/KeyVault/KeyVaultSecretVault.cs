using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using NhiEvents.Core.Ports;
using SecretProperties = NhiEvents.Core.Ports.SecretProperties;
using VaultProperties = Azure.Security.KeyVault.Secrets.SecretProperties;

namespace NhiEvents.Azure.KeyVault;

/// <summary>The vault port on Azure Key Vault.</summary>
/// <remarks>Give it a client from <see cref="ClientOptions"/>: one that repeats a request by itself would store a secret twice when an answer gets lost.</remarks>
public sealed class KeyVaultSecretVault(SecretClient client) : ISecretVault
{
    /// <summary>A client that makes every request once.</summary>
    public static SecretClientOptions ClientOptions() => new() { Retry = { MaxRetries = 0 } };

    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(string name, CancellationToken ct) => CallAsync<IReadOnlyList<SecretVersion>>(async () =>
    {
        var versions = new List<SecretVersion>();
        try
        {
            await foreach (var properties in client.GetPropertiesOfSecretVersionsAsync(name, ct))
            {
                versions.Add(ToVersion(properties));
            }
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return [];
        }

        return [.. versions.OrderByDescending(version => version.CreatedAt)];
    });

    public Task<SecretValue?> ReadAsync(string name, string? version, CancellationToken ct) => CallAsync(async () =>
    {
        try
        {
            return new SecretValue((await client.GetSecretAsync(name, version, cancellationToken: ct)).Value.Value);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            // A disabled version is refused with the same status as a caller without permission.
            var versions = await ListVersionsAsync(name, ct);
            return versions.FirstOrDefault(one => version is null || one.Version == version) is { Enabled: false } ? null : throw Explain(refused);
        }
    });

    public Task<SecretVersion> SetAsync(string name, SecretValue text, SecretProperties properties, CancellationToken ct)
    {
        VaultLimits.Check(name, properties);
        return CallAsync(async () =>
        {
            var secret = new KeyVaultSecret(name, text.Reveal());
            Put(properties, secret.Properties);
            return ToVersion((await client.SetSecretAsync(secret, ct)).Value.Properties);
        });
    }

    public Task<SecretVersion> UpdateAsync(string name, string version, SecretProperties properties, CancellationToken ct)
    {
        VaultLimits.Check(name, properties);
        return CallAsync(async () =>
        {
            var changed = new VaultProperties(new Uri(client.VaultUri, $"secrets/{name}/{version}"));
            Put(properties, changed);
            return ToVersion((await client.UpdateSecretPropertiesAsync(changed, ct)).Value);
        });
    }

    private static void Put(SecretProperties from, VaultProperties to)
    {
        (to.Enabled, to.ExpiresOn) = (from.Enabled, from.ExpiresAt);
        foreach (var (name, value) in from.Tags)
        {
            to.Tags[name] = value;
        }
    }

    private static SecretVersion ToVersion(VaultProperties properties) => new(
        properties.Name,
        properties.Version,
        properties.Enabled ?? true,
        properties.CreatedOn ?? DateTimeOffset.MinValue,
        properties.ExpiresOn,
        new SortedDictionary<string, string>(properties.Tags, StringComparer.Ordinal));

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException failure)
        {
            throw Explain(failure);
        }
        catch (AuthenticationFailedException failure)
        {
            throw new VaultException($"No token for Key Vault ({failure.GetType().Name}).");
        }
    }

    /// <summary>Status and code only: an answer's text may repeat what was sent.</summary>
    private static VaultException Explain(RequestFailedException failure) => new(
        failure.Status switch
        {
            429 => VaultFault.Throttled,
            404 => VaultFault.NotFound,
            401 or 403 => VaultFault.Forbidden,
            400 or 409 => VaultFault.Invalid,
            _ => VaultFault.Transient,
        },
        $"Key Vault answered {failure.Status} ({failure.ErrorCode ?? "no error code"}).",
        failure.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var after) is true && int.TryParse(after, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null);
}
