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

    [Fact]
    public void A_folder_that_is_missing_is_made_so_that_no_long_run_ends_without_its_result()
    {
        var file = Path.Combine(_folder, "new", "deep", "verdict.json");

        AtomicFile.Write(file, stream => stream.WriteByte((byte)'1'));

        Assert.Equal("1", File.ReadAllText(file));
        Assert.Equal(file, Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!)));
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_named_with_what_to_do_and_stays_as_it_was()
    {
        var taken = Path.Combine(_folder, "taken");
        File.WriteAllText(taken, "a file");

        var fault = Assert.Throws<HostRefusalException>(() => AtomicFile.Write(Path.Combine(taken, "verdict.json"), _ => { }));

        Assert.Equal($"{taken} is a file, and a folder is needed. Give another path.", fault.Message);
        Assert.Equal("a file", File.ReadAllText(taken));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
