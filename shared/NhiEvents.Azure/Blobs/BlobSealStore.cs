using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Blobs;

/// <summary>The seal port on a container of Blob Storage whose immutability policy lets nobody change or delete a blob.</summary>
/// <remarks>Spoken as requests: three of them are all that is needed. A blob is written under the condition that there is none, so a number is taken once.</remarks>
/// <param name="send">Sends a request with a token for the storage account.</param>
/// <param name="container">Such as <c>https://youraccount.blob.core.windows.net/seals</c>.</param>
public sealed class BlobSealStore(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Uri container) : ISealStore
{
    private const string Version = "2021-12-02";
    private const string Suffix = ".json";
    private const int NumberDigits = 12;

    /// <exception cref="HttpRequestException">The service did not answer, or with an error.</exception>
    public async Task AppendAsync(string series, StoredSeal seal, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Put, AddressOf(series, seal.Number));
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        request.Content = new ReadOnlyMemoryContent(seal.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await send(request, ct);
        if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed && CodeOf(response) is "BlobAlreadyExists" or "BlobImmutableDueToPolicy" or "ConditionNotMet")
        {
            throw new StaleStateException($"Seal {seal.Number} of {series} exists.");
        }

        Check(response);
    }

    public async IAsyncEnumerable<StoredSeal> ReadAllAsync(string series, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var number in NumbersAsync(series, ct))
        {
            yield return await ReadAsync(series, number, ct);
        }
    }

    public async Task<StoredSeal?> ReadLastAsync(string series, CancellationToken ct)
    {
        var last = 0L;
        await foreach (var number in NumbersAsync(series, ct))
        {
            last = Math.Max(last, number);
        }

        return last == 0 ? null : await ReadAsync(series, last, ct);
    }

    private async Task<StoredSeal> ReadAsync(string series, long number, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, AddressOf(series, number));
        using var response = await send(request, ct);
        Check(response);
        return new StoredSeal(number, await response.Content.ReadAsByteArrayAsync(ct));
    }

    /// <summary>In order: the service lists by name, and numbers have all their zeros.</summary>
    private async IAsyncEnumerable<long> NumbersAsync(string series, [EnumeratorCancellation] CancellationToken ct)
    {
        var marker = "";
        do
        {
            var query = $"?restype=container&comp=list&prefix={Uri.EscapeDataString(series + "/")}{(marker.Length == 0 ? "" : "&marker=" + Uri.EscapeDataString(marker))}";
            var page = await PageAsync(new Uri(container.AbsoluteUri.TrimEnd('/') + query), ct);
            foreach (var name in page.Descendants("Blob").Select(blob => (string?)blob.Element("Name") ?? ""))
            {
                if (name.Length == series.Length + 1 + NumberDigits + Suffix.Length
                    && name.EndsWith(Suffix, StringComparison.Ordinal)
                    && long.TryParse(name.AsSpan(series.Length + 1, NumberDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    yield return number;
                }
            }

            marker = (string?)page.Root?.Element("NextMarker") ?? "";
        }
        while (marker.Length > 0);
    }

    private async Task<XDocument> PageAsync(Uri address, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, address);
        using var response = await send(request, ct);
        Check(response);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await XDocument.LoadAsync(body, LoadOptions.None, ct);
        }
        catch (XmlException e)
        {
            throw new HttpRequestException("Blob Storage gave a list of seals that cannot be read.", e);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address) => new(method, address) { Headers = { { "x-ms-version", Version } } };

    private Uri AddressOf(string series, long number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{container.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(series)}/{number:D12}{Suffix}"));

    private static string? CodeOf(HttpResponseMessage response) => response.Headers.TryGetValues("x-ms-error-code", out var codes) ? codes.FirstOrDefault() : null;

    private static void Check(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"Blob Storage answered {(int)response.StatusCode} ({CodeOf(response) ?? "no error code"}) about seals.", null, response.StatusCode);
        }
    }
}
