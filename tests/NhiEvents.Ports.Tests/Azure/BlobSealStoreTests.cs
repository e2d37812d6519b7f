using System.Net;
using System.Text;
using System.Xml.Linq;
using NhiEvents.Azure.Blobs;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The adapter against a container in memory that answers as Blob Storage does.</summary>
public sealed class BlobSealStoreTests : SealStoreContract
{
    private readonly SortedDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly List<HttpRequestMessage> _requests = [];
    private HttpStatusCode? _next;

    protected override ISealStore Store => new BlobSealStore(AnswerAsync, new Uri("https://youraccount.blob.core.windows.net/seals"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_seal_is_written_under_the_condition_that_there_is_none()
    {
        await Store.AppendAsync("tenant", new StoredSeal(7, "{}"u8.ToArray()), Ct);

        var put = Assert.Single(_requests);
        Assert.Equal("https://youraccount.blob.core.windows.net/seals/tenant/000000000007.json", put.RequestUri!.AbsoluteUri);
        Assert.Equal(("*", "BlockBlob", "2021-12-02"), (put.Headers.IfNoneMatch.ToString(), put.Headers.GetValues("x-ms-blob-type").Single(), put.Headers.GetValues("x-ms-version").Single()));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task Any_other_refusal_is_an_error_and_no_taken_number(HttpStatusCode status)
    {
        _next = status;

        Assert.Equal(status, (await Assert.ThrowsAsync<HttpRequestException>(() => Store.AppendAsync("tenant", new StoredSeal(1, "{}"u8.ToArray()), Ct))).StatusCode);
    }

    [Fact]
    public async Task A_list_that_fails_is_no_empty_list()
    {
        await Store.AppendAsync("tenant", new StoredSeal(1, "{}"u8.ToArray()), Ct);
        _next = HttpStatusCode.ServiceUnavailable;

        await Assert.ThrowsAsync<HttpRequestException>(() => Store.ReadLastAsync("tenant", Ct));
    }

    [Fact]
    public async Task What_is_not_ours_is_passed_over()
    {
        _blobs["tenant/readme.txt"] = [1];
        _blobs["tenant/1.json"] = [1];

        Assert.Null(await Store.ReadLastAsync("tenant", Ct));
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        _requests.Add(request);
        if (_next is { } status)
        {
            _next = null;
            return Refusal(status, "SomethingElse");
        }

        var name = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath)["/seals".Length..].TrimStart('/');
        if (request.Method == HttpMethod.Put)
        {
            return _blobs.TryAdd(name, await request.Content!.ReadAsByteArrayAsync(ct)) ? new HttpResponseMessage(HttpStatusCode.Created) : Refusal(HttpStatusCode.Conflict, "BlobAlreadyExists");
        }

        return name.Length > 0 ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(_blobs[name]) } : List(request.RequestUri);
    }

    /// <summary>Two names a page.</summary>
    private HttpResponseMessage List(Uri address)
    {
        var query = address.Query.TrimStart('?').Split('&').Select(part => part.Split('=')).ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]), StringComparer.Ordinal);
        Assert.Equal(("container", "list"), (query["restype"], query["comp"]));
        var found = _blobs.Keys.Where(name => name.StartsWith(query["prefix"], StringComparison.Ordinal) && string.CompareOrdinal(name, query.GetValueOrDefault("marker", "")) >= 0).ToList();
        var page = new XElement(
            "EnumerationResults",
            new XElement("Blobs", found.Take(2).Select(name => new XElement("Blob", new XElement("Name", name)))),
            new XElement("NextMarker", found.Count > 2 ? found[2] : ""));
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(page.ToString())) };
    }

    private static HttpResponseMessage Refusal(HttpStatusCode status, string code) => new(status) { Headers = { { "x-ms-error-code", code } } };
}
