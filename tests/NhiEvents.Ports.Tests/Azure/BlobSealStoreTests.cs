using System.Net;
using NhiEvents.Azure.Blobs;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

public sealed class BlobSealStoreTests : SealStoreContract
{
    private readonly StandInBlobs _blobs = new();

    protected override ISealStore Store => new BlobSealStore(_blobs.SendAsync, new Uri(StandInBlobs.Container));

    [Fact]
    public async Task A_refusal_names_what_the_identity_needs()
    {
        _blobs.Refusal = HttpStatusCode.Forbidden;

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Store.ReadLastAsync("exceptions", Ct));

        Assert.Contains("403 (AuthorizationPermissionMismatch)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Blob Data Contributor", refused.Message, StringComparison.Ordinal);
        Assert.Equal("2023-11-03", Assert.Single(_blobs.Versions));
    }
}
