using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class SqliteDatabaseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Work_that_throws_takes_back_itself_and_gets_its_own_exception(bool file)
    {
        using var test = TestDatabase.Open(file);
        await CreateAsync(test.Database);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => test.Database.WriteAsync<int>(connection =>
        {
            connection.Sql("INSERT INTO t VALUES (1)").Run();
            throw new InvalidTimeZoneException();
        }));

        Assert.Equal(0, Count(test.Database));
    }

    [Fact]
    public async Task Work_that_throws_does_not_hurt_its_neighbours_in_the_same_transaction()
    {
        using var test = TestDatabase.InFile();
        var database = test.Database;
        await CreateAsync(database);
        using var blocked = new ManualResetEventSlim();

        // The writer is kept busy, so all of these end up in one transaction.
        var first = database.WriteAsync(_ => Wait(blocked));
        var writes = Enumerable.Range(0, 100).Select(n => database.WriteAsync(connection =>
        {
            connection.Sql("INSERT INTO t VALUES (?1)").Run(n);
            return n % 10 == 3 ? throw new InvalidTimeZoneException($"{n}") : n;
        })).ToList();
        blocked.Set();
        await first;

        for (var n = 0; n < writes.Count; n++)
        {
            if (n % 10 == 3)
            {
                Assert.Equal($"{n}", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => writes[n])).Message);
            }
            else
            {
                Assert.Equal(n, await writes[n]);
            }
        }

        Assert.Equal(90, Count(database));
    }

    [Fact]
    public void In_memory_nothing_hops_threads()
    {
        using var test = TestDatabase.InMemory();
        var thread = 0;

        var write = test.Database.WriteAsync(_ => thread = Environment.CurrentManagedThreadId);

        Assert.True(write.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public async Task A_file_is_durable_before_a_write_returns()
    {
        using var test = TestDatabase.InFile();

        Assert.Equal(2L, await test.Database.WriteAsync(connection => connection.Pragma("synchronous")));
        Assert.Equal("wal", await test.Database.WriteAsync(connection => connection.Pragma("journal_mode")));
    }

    [Fact]
    public async Task What_was_written_survives_a_kill()
    {
        using var test = TestDatabase.InFile();
        await CreateAsync(test.Database);
        await test.Database.WriteAsync(connection => connection.Sql("INSERT INTO t VALUES (1)").Run());

        // What a killed process leaves: the files as they are, the log not yet moved into the database.
        var left = test.Path + ".left";
        File.Copy(test.Path, left);
        File.Copy(test.Path + "-wal", left + "-wal");

        using var recovered = SqliteDatabase.OpenFile(left);
        Assert.Equal(1, Count(recovered));
    }

    [Fact]
    public void A_file_in_use_is_refused_by_name()
    {
        using var test = TestDatabase.InFile();

        var refused = Assert.Throws<SqliteStorageException>(() => SqliteDatabase.OpenFile(test.Path));

        Assert.Contains(test.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another nhi process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_by_name()
    {
        using var test = TestDatabase.InFile();
        var path = test.Path + ".other";
        File.WriteAllText(path, new string('x', 8192));

        var refused = Assert.Throws<SqliteStorageException>(() => SqliteDatabase.OpenFile(path));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_the_next_one_works()
    {
        using var test = TestDatabase.InFile();
        var database = test.Database;
        await CreateAsync(database);
        await database.WriteAsync(connection => Run(connection, "PRAGMA max_page_count = 20"));

        var full = await Assert.ThrowsAsync<SqliteStorageException>(() => database.WriteAsync(connection => Run(connection, "INSERT INTO t VALUES (zeroblob(1000000))")));
        await database.WriteAsync(connection => Run(connection, "INSERT INTO t VALUES (1)"));

        Assert.Contains(test.Path, full.Message, StringComparison.Ordinal);
        Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
        Assert.Equal(1, Count(database));
    }

    [Fact]
    public async Task A_file_of_another_version_is_refused()
    {
        using var test = TestDatabase.InFile();
        await test.Database.WriteAsync(connection => Run(connection, "PRAGMA user_version = 99"));
        test.Database.Dispose();

        var refused = Assert.Throws<SqliteStorageException>(() => SqliteDatabase.OpenFile(test.Path));

        Assert.Contains("another version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_that_have_begun_are_finished_when_it_closes()
    {
        using var test = TestDatabase.InFile();
        await CreateAsync(test.Database);
        var writes = Enumerable.Range(0, 50).Select(n => test.Database.WriteAsync(connection => connection.Sql("INSERT INTO t VALUES (?1)").Run(n))).ToList();

        test.Restart();

        await Task.WhenAll(writes);
        Assert.Equal(50, Count(test.Database));
    }

    private static bool Wait(ManualResetEventSlim until)
    {
        until.Wait(TestContext.Current.CancellationToken);
        return true;
    }

    private static Task<bool> CreateAsync(SqliteDatabase database) => database.WriteAsync(connection => Run(connection, "CREATE TABLE t (a)"));

    private static bool Run(Microsoft.Data.Sqlite.SqliteConnection connection, string sql)
    {
        connection.Script(sql);
        return true;
    }

    private static long Count(SqliteDatabase database) => database.Read(connection => connection.Sql("SELECT count(*) FROM t").Number()!.Value);
}
