using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

/// <summary>A database for one test: in memory, or a file in a folder of its own that is deleted afterwards.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private TestDatabase(DirectoryInfo? folder)
    {
        _folder = folder;
        Database = folder is null ? SqliteDatabase.OpenInMemory() : SqliteDatabase.OpenFile(Path);
    }

    public SqliteDatabase Database { get; private set; }

    public string Path => System.IO.Path.Combine(_folder!.FullName, "test.db");

    public static TestDatabase InMemory() => new(null);

    public static TestDatabase InFile() => new(Directory.CreateTempSubdirectory("nhi-ports-"));

    public static TestDatabase Open(bool file) => file ? InFile() : InMemory();

    /// <summary>What a restart does. A database in memory is kept, or there would be nothing to restart with.</summary>
    public SqliteDatabase Restart()
    {
        if (_folder is not null)
        {
            Database.Dispose();
            Database = SqliteDatabase.OpenFile(Path);
        }

        return Database;
    }

    public void Dispose()
    {
        Database.Dispose();
        _folder?.Delete(recursive: true);
    }
}
