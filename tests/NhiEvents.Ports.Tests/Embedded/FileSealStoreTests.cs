using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Files;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class FileSealStoreTests : SealStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-seals-").FullName;

    protected override ISealStore Store => new FileSealStore(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
