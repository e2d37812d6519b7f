using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Files;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class FileSealStoreTests : SealStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nhi-seals-");

    protected override ISealStore Store => new FileSealStore(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);
}
