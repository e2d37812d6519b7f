using System.Collections.Concurrent;
using System.Net;
using System.Xml.Linq;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>In the place of Blob Storage, as its REST reference describes one container: Put Blob under a condition, Get Blob, List Blobs in short pages.</summary>
internal sealed class StandInBlobs
{
    public const string Container = "https://seals.blob.core.windows.net/seals";

    private const int PageSize = 2;

    private readonly SortedDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    /// <summary>The answer to whatever is asked; null to answer as the service does.</summary>
    public HttpStatusCode? Refusal { get; set; }

    public ConcurrentQueue<string> Versions { get; } = new();

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Versions.Enqueue(request.Headers.GetValues("x-ms-version").Single());
        if (Refusal is { } refusal)
        {
            return new HttpResponseMessage(refusal) { Headers = { { "x-ms-error-code", "AuthorizationPermissionMismatch" } } };
        }

        var name = request.RequestUri!.AbsolutePath["/seals".Length..].TrimStart('/');
        if (request.Method == HttpMethod.Put)
        {
            Assert.Equal("BlockBlob", request.Headers.GetValues("x-ms-blob-type").Single());
            Assert.Equal("*", request.Headers.IfNoneMatch.Single().Tag);
            return _blobs.TryAdd(name, await request.Content!.ReadAsByteArrayAsync(ct))
                ? new HttpResponseMessage(HttpStatusCode.Created)
                : new HttpResponseMessage(HttpStatusCode.Conflict) { Headers = { { "x-ms-error-code", "BlobAlreadyExists" } } };
        }

        return name.Length > 0
            ? _blobs.TryGetValue(name, out var body) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) } : new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Page(Uri.UnescapeDataString(request.RequestUri.Query))) };
    }

    private string Page(string query)
    {
        var asked = query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        Assert.Equal(("container", "list"), (asked["restype"], asked["comp"]));
        var rest = _blobs.Keys.Where(name => name.StartsWith(asked["prefix"], StringComparison.Ordinal) && string.CompareOrdinal(name, asked.GetValueOrDefault("marker", "")) > 0).ToList();
        var page = rest.Take(PageSize).ToList();
        return new XDocument(new XElement(
            "EnumerationResults",
            new XElement("Blobs", page.Select(name => new XElement("Blob", new XElement("Name", name)))),
            new XElement("NextMarker", rest.Count > PageSize ? page[^1] : ""))).ToString();
    }
}
