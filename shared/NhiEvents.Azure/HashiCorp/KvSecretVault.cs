using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.HashiCorp;

/// <summary>The vault port on HashiCorp Vault's key-value engine, version 2, over its HTTP API.</summary>
/// <remarks>
/// A secret is the path of its name; its text is the member <c>value</c> of the data. The engine has metadata per secret, not per version: each version's tags and
/// end are one value of the custom metadata, written after the version itself. A crash in between leaves a version without tags. Disabled is the engine's soft delete.
/// </remarks>
/// <param name="send">Sends a request with a token (<c>X-Vault-Token</c>) and, where there is one, a namespace.</param>
/// <param name="mount">Where the engine is mounted, such as <c>secret</c>.</param>
public sealed class KvSecretVault(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Uri address, string mount) : ISecretVault
{
    private const string Value = "value";
    private const string MetadataPrefix = "nhi-v";

    /// <summary>The engine keeps ten versions by default and 64 entries of custom metadata; what describes older versions is dropped.</summary>
    private const int DescribedVersions = 20;

    public async Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(string name, CancellationToken ct)
    {
        using var found = await AskAsync(HttpMethod.Get, $"metadata/{name}", null, ct);
        return found is null ? [] : [.. KvVersions.Read(name, found.RootElement.GetProperty("data"), MetadataPrefix)];
    }

    public async Task<SecretValue?> ReadAsync(string name, string? version, CancellationToken ct)
    {
        using var found = await AskAsync(HttpMethod.Get, $"data/{name}{(version is null ? "" : "?version=" + Number(version).ToString(CultureInfo.InvariantCulture))}", null, ct);
        return found is not null
            && found.RootElement.GetProperty("data").TryGetProperty("data", out var data)
            && data.ValueKind is JsonValueKind.Object
            && data.TryGetProperty(Value, out var text)
            && text.GetString() is { } secret
            ? new SecretValue(secret)
            : null;
    }

    public async Task<SecretVersion> SetAsync(string name, SecretValue text, SecretProperties properties, CancellationToken ct)
    {
        VaultLimits.Check(name, properties);
        using var written = await AskAsync(
            HttpMethod.Post,
            $"data/{name}",
            json =>
            {
                json.WriteStartObject("data");
                json.WriteString(Value, text.Reveal());
                json.WriteEndObject();
            },
            ct) ?? throw Missing(name);
        return await UpdateAsync(name, written.RootElement.GetProperty("data").GetProperty("version").GetInt64().ToString(CultureInfo.InvariantCulture), properties, ct);
    }

    public async Task<SecretVersion> UpdateAsync(string name, string version, SecretProperties properties, CancellationToken ct)
    {
        VaultLimits.Check(name, properties);
        var number = Number(version);
        using (await AskAsync(
            HttpMethod.Patch,
            $"metadata/{name}",
            json =>
            {
                json.WriteStartObject("custom_metadata");
                json.WriteString(MetadataPrefix + version, KvVersions.Describe(properties));
                if (number > DescribedVersions)
                {
                    json.WriteNull(MetadataPrefix + (number - DescribedVersions).ToString(CultureInfo.InvariantCulture));
                }

                json.WriteEndObject();
            },
            ct) ?? throw Missing(name))
        {
        }

        using (await AskAsync(
            HttpMethod.Post,
            $"{(properties.Enabled ? "undelete" : "delete")}/{name}",
            json =>
            {
                json.WriteStartArray("versions");
                json.WriteNumberValue(number);
                json.WriteEndArray();
            },
            ct))
        {
        }

        return (await ListVersionsAsync(name, ct)).FirstOrDefault(one => one.Version == version) ?? throw Missing(name);
    }

    private static long Number(string version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new VaultException(VaultFault.NotFound, "Versions of this engine are numbers.");

    private static VaultException Missing(string name) => new(VaultFault.NotFound, $"The secret {name} has no such version.");

    /// <returns>Null: not found. An empty document for an answer without a body.</returns>
    private async Task<JsonDocument?> AskAsync(HttpMethod method, string path, Action<Utf8JsonWriter>? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, $"v1/{mount}/{path}"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Write(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        HttpResponseMessage response;
        try
        {
            response = await send(request, ct);
        }
        catch (HttpRequestException failure)
        {
            throw new VaultException($"The vault did not answer ({failure.HttpRequestError}).");
        }

        using (response)
        {
            if (response.StatusCode is HttpStatusCode.NotFound)
            {
                return null;
            }

            if (!response.IsSuccessStatusCode)
            {
                throw Explain(response);
            }

            var bytes = await response.Content.ReadAsByteArrayAsync(ct);
            return JsonDocument.Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes);
        }
    }

    /// <summary>The status only: an answer's text may repeat what was sent.</summary>
    private static VaultException Explain(HttpResponseMessage response) => new(
        response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => VaultFault.Throttled,
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => VaultFault.Forbidden,
            HttpStatusCode.BadRequest => VaultFault.Invalid,
            _ => VaultFault.Transient,
        },
        $"The vault answered {(int)response.StatusCode}.",
        response.Headers.RetryAfter?.Delta);

    private static byte[] Write(Action<Utf8JsonWriter> body)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
