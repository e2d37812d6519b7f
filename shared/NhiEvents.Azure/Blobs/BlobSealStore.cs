using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Blobs;

/// <summary>The seal port as blobs of a container whose policy lets nobody alter or delete one: <c>{series}/{number}.json</c>, made once.</summary>
/// <remarks>
/// Blob Storage's REST interface: Put Blob with <c>If-None-Match: *</c> (409 when there is one), List Blobs, Get Blob. The identity needs Storage Blob Data Contributor on the
/// container; the container's immutability is what keeps a seal, not the role.
/// </remarks>
/// <param name="send">Sends a request with a token for Azure Storage.</param>
/// <param name="container">Such as <c>https://account.blob.core.windows.net/seals</c>.</param>
public sealed class BlobSealStore(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Uri container) : ISealStore
{
    /// <summary>What a token for Azure Storage is asked for with.</summary>
    public static Uri Audience { get; } = new("https://storage.azure.com/");

    private const string ServiceVersion = "2023-11-03";

    private const string Suffix = ".json";

    private readonly string _container = container.ToString().TrimEnd('/');

    /// <exception cref="HttpRequestException">The service refused or did not answer; the seal may have been made.</exception>
    public async Task AppendAsync(string series, StoredSeal seal, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Put, AddressOf(series, seal.Number));
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        request.Content = new ReadOnlyMemoryContent(seal.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await send(request, ct);
        if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed)
        {
            throw new StaleStateException($"Seal {seal.Number} of {series} exists.");
        }

        Expect(response, HttpStatusCode.Created, "make a seal");
    }

    public async IAsyncEnumerable<StoredSeal> ReadAllAsync(string series, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var number in await NumbersAsync(series, ct))
        {
            yield return await ReadAsync(series, number, ct);
        }
    }

    public async Task<StoredSeal?> ReadLastAsync(string series, CancellationToken ct) =>
        await NumbersAsync(series, ct) is { Count: > 0 } numbers ? await ReadAsync(series, numbers[^1], ct) : null;

    private static HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("x-ms-version", ServiceVersion);
        return request;
    }

    private static void Expect(HttpResponseMessage response, HttpStatusCode wanted, string purpose)
    {
        if (response.StatusCode != wanted)
        {
            var code = response.Headers.TryGetValues("x-ms-error-code", out var codes) ? codes.First() : "no error code";
            throw new HttpRequestException($"Azure Storage answered {(int)response.StatusCode} ({code}) to the request to {purpose}; the identity needs Storage Blob Data Contributor on the container of seals.", null, response.StatusCode);
        }
    }

    private async Task<StoredSeal> ReadAsync(string series, long number, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, AddressOf(series, number));
        using var response = await send(request, ct);
        Expect(response, HttpStatusCode.OK, "read a seal");
        return new StoredSeal(number, await response.Content.ReadAsByteArrayAsync(ct));
    }

    private async Task<List<long>> NumbersAsync(string series, CancellationToken ct)
    {
        var numbers = new List<long>();
        var prefix = series + "/";
        var marker = "";
        do
        {
            using var request = Request(HttpMethod.Get, $"{_container}?restype=container&comp=list&prefix={Uri.EscapeDataString(prefix)}{(marker.Length > 0 ? $"&marker={Uri.EscapeDataString(marker)}" : "")}");
            using var response = await send(request, ct);
            Expect(response, HttpStatusCode.OK, "list seals");
            var page = XDocument.Load(await response.Content.ReadAsStreamAsync(ct));
            numbers.AddRange(page.Descendants("Blob").Select(blob => NumberOf(blob.Element("Name")?.Value, prefix)).Where(number => number > 0));
            marker = page.Root?.Element("NextMarker")?.Value ?? "";
        }
        while (marker.Length > 0);

        numbers.Sort();
        return numbers;
    }

    private static long NumberOf(string? name, string prefix) =>
        name?.StartsWith(prefix, StringComparison.Ordinal) is true && name.EndsWith(Suffix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string AddressOf(string series, long number) => $"{_container}/{Uri.EscapeDataString(series)}/{number.ToString("D12", CultureInfo.InvariantCulture)}{Suffix}";
}
