using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Functions.Tests.Local;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nhi-atomic").FullName;

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_half_of_the_new_one()
    {
        var path = Path.Combine(_folder, "findings.json");
        AtomicFile.Write(path, stream => stream.Write("old"u8));

        var refused = Assert.Throws<HostRefusalException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the n"u8);
            throw new IOException("No space left on device.");
        }));

        Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["findings.json"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
        Assert.Equal("old", File.ReadAllText(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
